package dev.latchkey.agent.copy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one recorded value: {@code number of classes (2) | name, digest of each | part}. A part is
 * a tag and what belongs to it; classes are named by their place. Confined to one thread.
 */
@SuppressWarnings("JavaUtilDate") // applications have it in their values
final class PartWriter {
  static final int NOTHING = 0;
  static final int SCALAR = 1;
  static final int CONSTANT = 2;
  static final int AGAIN = 3;
  static final int FILLED = 4;
  static final int RECORD = 5;
  static final int COMPOSED = 6;
  static final int GATHERED = 7;
  static final int ROW = 8;
  static final int DATE = 9;
  static final int TIMESTAMP = 10;
  static final int BYTES = 11;
  static final int CONSTANTS = 12;

  /** Rule R-5. */
  static final int DEEPEST = 16;

  private final PerClass<ClassNotes> notes;
  private final Map<Class<?>, Integer> classes = new LinkedHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private int depth;

  PartWriter(PerClass<ClassNotes> notes) {
    this.notes = notes;
  }

  /** Returns the classes of what was written. */
  List<Class<?>> classes() {
    return new ArrayList<>(classes.keySet());
  }

  /**
   * Returns the value as bytes.
   *
   * @throws NotCopyableException when it cannot be written, or must not be
   */
  byte[] write(Part root) throws NotCopyableException, IOException {
    part(root);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream head = new DataOutputStream(whole);
    head.writeShort(classes.size());
    for (Class<?> each : classes.keySet()) {
      head.writeUTF(each.getName());
      head.writeUTF(notes.of(each).digest());
    }
    bytes.writeTo(whole);
    return whole.toByteArray();
  }

  private void part(Part part) throws NotCopyableException, IOException {
    if (++depth > DEEPEST) {
      throw new NotCopyableException("the value is nested deeper than " + DEEPEST + " objects");
    }
    if (part instanceof Part.Settled settled) {
      depth--;
      part(settled.structure());
      return;
    }
    if (part instanceof Part.Fixed fixed) {
      fixed(fixed);
    } else if (part instanceof Part.Again again) {
      out.writeByte(AGAIN);
      out.writeShort(again.knot().number());
    } else if (part instanceof Part.Filled filled) {
      out.writeByte(FILLED);
      object(filled.shape(), filled.fields(), filled.knot());
    } else if (part instanceof Part.Composed composed) {
      composed(composed);
    } else if (part instanceof Part.Gathered gathered) {
      out.writeByte(GATHERED);
      out.writeUTF(gathered.kind().name());
      knot(gathered.knot());
      part(gathered.order());
      parts(gathered.parts(), gathered.kind().width());
    } else if (part instanceof Part.Row row) {
      out.writeByte(ROW);
      type(row.component());
      knot(row.knot());
      parts(row.items(), 1);
    } else {
      cloned((Part.Cloned) part);
    }
    depth--;
  }

  private void fixed(Part.Fixed fixed) throws NotCopyableException, IOException {
    Object value = fixed.value();
    if (value == null) {
      out.writeByte(NOTHING);
    } else if (value instanceof Enum<?> constant) {
      out.writeByte(CONSTANT);
      type(constant.getDeclaringClass());
      out.writeUTF(constant.name());
    } else {
      out.writeByte(SCALAR);
      if (!Scalars.write(value, out)) {
        throw new NotCopyableException("a " + value.getClass().getName() + " cannot be written");
      }
    }
  }

  private void composed(Part.Composed composed) throws NotCopyableException, IOException {
    if (composed.maker() instanceof Shape shape) {
      out.writeByte(RECORD);
      object(shape, composed.parts(), composed.knot());
    } else {
      Composing kind = (Composing) composed.maker();
      out.writeByte(COMPOSED);
      out.writeUTF(kind.name());
      knot(composed.knot());
      parts(composed.parts(), kind.group());
    }
  }

  private void object(Shape shape, Parts fields, Knot knot)
      throws NotCopyableException, IOException {
    String secret = notes.of(shape.type()).secret();
    if (!secret.isEmpty()) {
      throw new NotCopyableException(
          shape.type().getName() + "." + secret + " is a secret by its name or annotation");
    }
    type(shape.type());
    knot(knot);
    parts(fields, 1);
  }

  private void cloned(Part.Cloned cloned) throws NotCopyableException, IOException {
    Object value = cloned.value();
    if (value instanceof Timestamp timestamp && value.getClass() == Timestamp.class) {
      out.writeByte(TIMESTAMP);
      knot(cloned.knot());
      out.writeLong(timestamp.getTime());
      out.writeInt(timestamp.getNanos());
    } else if (value.getClass() == Date.class) {
      out.writeByte(DATE);
      knot(cloned.knot());
      out.writeLong(((Date) value).getTime());
    } else if (value instanceof byte[] array) {
      out.writeByte(BYTES);
      knot(cloned.knot());
      out.writeInt(Array.getLength(value));
      out.write(array);
    } else if (value instanceof EnumSet<?> set && !set.isEmpty()) {
      out.writeByte(CONSTANTS);
      type(set.iterator().next().getDeclaringClass());
      knot(cloned.knot());
      out.writeShort(set.size());
      for (Enum<?> each : set) {
        out.writeUTF(each.name());
      }
    } else {
      throw new NotCopyableException("a " + value.getClass().getName() + " cannot be written");
    }
  }

  private void parts(Parts parts, int group) throws NotCopyableException, IOException {
    List<List<Part>> all = parts.groups(1);
    out.writeShort(all.size());
    for (int i = 0; i < all.size(); i++) {
      Part each = all.get(i).get(0);
      boolean isKey = group == 2 && i % 2 == 0;
      if (isKey
          && each instanceof Part.Fixed fixed
          && fixed.value() instanceof String name
          && ClassNotes.isSecret(name)) {
        throw new NotCopyableException("a map has an entry that is a secret by its name");
      }
      part(each);
    }
  }

  private void type(Class<?> type) throws IOException {
    Integer known = classes.get(type);
    if (known == null) {
      known = classes.size();
      classes.put(type, known);
    }
    out.writeShort(known);
  }

  private void knot(Knot knot) throws IOException {
    out.writeShort(knot.number());
  }
}
