package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.redis.SharedKey;
import dev.latchkey.runtime.redis.SharedLayer;
import dev.latchkey.runtime.session.Change;
import dev.latchkey.runtime.session.Change.Subject;
import dev.latchkey.runtime.session.Change.Table;
import dev.latchkey.runtime.session.Change.Users;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes changes as bytes that are equal for equal changes: {@code kind (1)}, then the number of a
 * table and of its columns (8 each), the number of a subject (4), or {@code length (2) | name of a
 * target | numbers (4 each)}. Stateless.
 */
final class ChangeCode {
  private static final byte EVERYTHING = 0;
  private static final byte TABLE = 1;
  private static final byte USERS = 2;
  private static final byte SUBJECT = 3;
  private static final int MOST_COLUMNS = 200;
  private static final int MOST_BYTES = 2_048;

  private ChangeCode() {}

  /** Returns what answers that fall with such a change depend on. */
  static SharedKey key(Change change) {
    return new SharedKey(SharedLayer.SESSION, write(change.whole()));
  }

  static byte[] write(Change change) {
    if (change instanceof Table table) {
      return write(table.columns().size() > MOST_COLUMNS ? new Table(table.name()) : table);
    }
    if (change instanceof Subject subject) {
      return ByteBuffer.allocate(1 + Integer.BYTES).put(SUBJECT).putInt(subject.name()).array();
    }
    return change instanceof Users users ? write(users) : new byte[] {EVERYTHING};
  }

  private static byte[] write(Table table) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES * (1 + table.columns().size()));
    bytes.put(TABLE).putLong(table.name());
    table.columns().forEach(bytes::putLong);
    return bytes.array();
  }

  private static byte[] write(Users users) {
    byte[] target = users.target().getBytes(StandardCharsets.UTF_8);
    int size = 1 + Short.BYTES + target.length + Integer.BYTES * users.names().size();
    if (size > MOST_BYTES) {
      return new byte[] {EVERYTHING};
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).put(USERS);
    bytes.putShort((short) target.length).put(target);
    users.names().forEach(bytes::putInt);
    return bytes.array();
  }

  /** Returns the change; everything for what a later version may mean. */
  static Change read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      return switch (buffer.get()) {
        case TABLE -> table(buffer);
        case SUBJECT -> new Subject(buffer.getInt());
        case USERS -> users(buffer);
        default -> Change.EVERYTHING;
      };
    } catch (BufferUnderflowException | NegativeArraySizeException unknown) {
      return Change.EVERYTHING;
    }
  }

  private static Table table(ByteBuffer buffer) {
    long name = buffer.getLong();
    List<Long> columns = new ArrayList<>();
    while (buffer.hasRemaining()) {
      columns.add(buffer.getLong());
    }
    return new Table(name, columns);
  }

  private static Users users(ByteBuffer buffer) {
    byte[] target = new byte[buffer.getShort()];
    buffer.get(target);
    List<Integer> names = new ArrayList<>();
    while (buffer.hasRemaining()) {
      names.add(buffer.getInt());
    }
    return new Users(new String(target, StandardCharsets.UTF_8), names);
  }
}
