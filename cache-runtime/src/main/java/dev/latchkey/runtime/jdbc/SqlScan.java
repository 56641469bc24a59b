package dev.latchkey.runtime.jdbc;

import dev.latchkey.runtime.jdbc.SqlLexer.Kind;

/**
 * What reading a text brings. Immutable.
 *
 * @param statement what it is
 * @param constant whether the text has neither values nor comments in it, so that the same one is
 *     likely to come again and holds nothing that must not be kept
 */
record SqlScan(SqlStatement statement, boolean constant) {

  static SqlScan of(String text) {
    var token = new SqlLexer(text);
    var shape = new ShapeBuilder();
    var effect = new EffectScan();
    var tables = new TableScan();
    boolean constant = true;
    while (token.next() != Kind.END) {
      shape.take(token);
      effect.take(token);
      tables.take(token);
      constant &= token.kind() != Kind.LITERAL && token.kind() != Kind.NAME_OR_TEXT;
      if (effect.valuesFollow()) {
        shape.cut();
      }
    }
    var scanned = effect.end(token);
    constant &= !token.commented() && !token.doubtful() && !effect.valuesFollow();
    var used = tables.end(token, effect.unknownCall());
    return new SqlScan(new SqlStatement(shape.toString(), effect.verb(), scanned, used), constant);
  }
}
