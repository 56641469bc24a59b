package dev.latchkey.agent.copy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PartWriter} wrote. A class is looked for among those that are given, never by
 * its name in a class loader. Whatever is wrong ends the reading. Confined to one thread.
 */
@SuppressWarnings("JavaUtilDate") // applications have it in their values
final class PartReader {
  private static final int MOST_OBJECTS = 1_000;

  private final BiFunction<String, String, Class<?>> known;
  private final Shapes shapes;
  private final DataInputStream in;
  private final List<Class<?>> classes = new ArrayList<>();
  private final Map<Integer, Knot> knots = new HashMap<>();
  private int depth;
  private int objects;
  private int met;

  /**
   * @param known returns the class of this name and digest, or throws
   */
  PartReader(byte[] bytes, BiFunction<String, String, Class<?>> known, Shapes shapes) {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
    this.known = known;
    this.shapes = shapes;
  }

  /**
   * Returns a new value.
   *
   * @throws Throwable whatever is wrong
   */
  @Nullable Object read() throws Throwable {
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      classes.add(known.apply(in.readUTF(), in.readUTF()));
    }
    Part root = part();
    if (in.available() > 0) {
      throw new IOException("there is more than the value");
    }
    return Template.make(root, met);
  }

  private Part part() throws Throwable {
    if (++depth > PartWriter.DEEPEST || ++objects > MOST_OBJECTS) {
      throw new IOException("too deep or too large");
    }
    int tag = in.readUnsignedByte();
    Part part =
        switch (tag) {
          case PartWriter.NOTHING -> new Part.Fixed(null);
          case PartWriter.SCALAR -> new Part.Fixed(Scalars.read(in));
          case PartWriter.CONSTANT -> new Part.Fixed(constant(type(), in.readUTF()));
          case PartWriter.AGAIN -> new Part.Again(knot(in.readShort()));
          case PartWriter.FILLED, PartWriter.RECORD -> object(tag == PartWriter.RECORD);
          case PartWriter.COMPOSED -> composed();
          case PartWriter.GATHERED -> gathered();
          case PartWriter.ROW -> row();
          default -> cloned(tag);
        };
    depth--;
    return part;
  }

  private Part object(boolean isRecord) throws Throwable {
    Shape shape = shapes.of(type());
    Knot knot = knot(in.readShort());
    List<Part> fields = parts();
    if (fields.size() != shape.fields().size() || shape.isRecord() != isRecord) {
      throw new IOException("another class");
    }
    Parts parts = new Parts(fields);
    return isRecord ? new Part.Composed(shape, parts, knot) : new Part.Filled(shape, parts, knot);
  }

  private Part composed() throws Throwable {
    Composing kind = Composing.valueOf(in.readUTF());
    Knot knot = knot(in.readShort());
    return new Part.Composed(kind, new Parts(parts()), knot);
  }

  private Part gathered() throws Throwable {
    Gathering kind = Gathering.valueOf(in.readUTF());
    if (kind == Gathering.ENUM_MAP) {
      throw new IOException("not written so");
    }
    Knot knot = knot(in.readShort());
    Part order = part();
    return new Part.Gathered(kind, order, new Parts(parts()), knot);
  }

  private Part row() throws Throwable {
    Class<?> component = type();
    Knot knot = knot(in.readShort());
    List<Part> items = parts();
    return new Part.Row(component, new Parts(items), items.size(), knot);
  }

  private Part cloned(int tag) throws Throwable {
    Class<?> constants = tag == PartWriter.CONSTANTS ? type() : null;
    Knot knot = knot(in.readShort());
    Object value =
        switch (tag) {
          case PartWriter.DATE -> new Date(in.readLong());
          case PartWriter.TIMESTAMP -> timestamp();
          case PartWriter.BYTES -> bytes();
          case PartWriter.CONSTANTS -> constants(constants);
          default -> throw new IOException("an unknown part");
        };
    UnaryOperator<Object> cloner = Cloners.of(value);
    if (cloner == null) {
      throw new IOException("an unknown part");
    }
    return new Part.Cloned(value, cloner, knot);
  }

  private Timestamp timestamp() throws IOException {
    Timestamp read = new Timestamp(in.readLong());
    read.setNanos(in.readInt());
    return read;
  }

  private byte[] bytes() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("an impossible length");
    }
    byte[] read = new byte[length];
    in.readFully(read);
    return read;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Object constants(@Nullable Class<?> type) throws IOException {
    EnumSet<?> set = EnumSet.noneOf((Class) type);
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      ((EnumSet) set).add(constant(type, in.readUTF()));
    }
    return set;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Enum<?> constant(@Nullable Class<?> type, String name) {
    return Enum.valueOf((Class) type, name);
  }

  private List<Part> parts() throws Throwable {
    int count = in.readUnsignedShort();
    if (count > in.available()) {
      throw new IOException("an impossible length");
    }
    List<Part> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(part());
    }
    return parts;
  }

  private Class<?> type() throws IOException {
    return classes.get(in.readUnsignedShort());
  }

  private Knot knot(int number) throws IOException {
    Knot knot = number < 0 ? new Knot() : knots.computeIfAbsent(number, any -> new Knot());
    if (number >= MOST_OBJECTS) {
      throw new IOException("an impossible number");
    }
    if (number >= 0 && !knot.isMet()) {
      knot.number(number);
      met = Math.max(met, number + 1);
    }
    return knot;
  }
}
