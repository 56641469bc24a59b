package dev.latchkey.runtime.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Turns text into a tree of marked nodes, within limits that no honest file comes near. */
final class YamlTree {
  /** Deeper nesting would overflow the stack: the composer calls itself for each level. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_ALIASES = 20;

  private YamlTree() {}

  /**
   * Returns the root of the only document, or nothing when there is no document.
   *
   * @throws RuntimeException when the text is not YAML: mostly a YamlEngineException, sometimes
   *     what the engine's own code tripped over (a NumberFormatException for a bad escape)
   */
  static Optional<Node> compose(String text) {
    if (text.isBlank()) {
      // A start without a file need not load the engine.
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .build();
    Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
    return new BoundedComposer(settings, parser).getSingleNode();
  }

  /** Refuses to nest too deeply. */
  private static final class BoundedComposer extends Composer {
    private int depth;

    BoundedComposer(LoadSettings settings, Parser parser) {
      super(settings, parser);
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
      enter();
      SequenceNode node = super.composeSequenceNode(anchor);
      depth--;
      return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
      enter();
      Node node = super.composeMappingNode(anchor);
      depth--;
      return node;
    }

    private void enter() {
      if (++depth > MAX_DEPTH) {
        throw new ComposerException(
            "nested more than " + MAX_DEPTH + " levels deep", parser.peekEvent().getStartMark());
      }
    }
  }
}
