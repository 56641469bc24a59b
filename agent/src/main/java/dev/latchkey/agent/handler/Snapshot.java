package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Immutables;
import dev.latchkey.agent.copy.NotCopyableException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the form of a value, within bounds. Confined to one taking. */
final class Snapshot {
  private static final int DEEPEST = 16;
  private static final int MOST_NODES = 1_000;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int STRING_BYTES = 48;

  private final String token;
  private final LibraryObjects objects;
  private int nodes;

  private Snapshot(String token, LibraryObjects objects) {
    this.token = token;
    this.objects = objects;
  }

  /**
   * Returns the form of a value.
   *
   * @param token is not kept, wherever it stands in the value
   * @param objects of the library, that can be made again
   * @throws NotCopyableException when the value cannot be made again, or is too large
   * @throws Throwable what the application's accessors throw
   */
  static Form of(@Nullable Object value, String token, LibraryObjects objects) throws Throwable {
    Form form = new Snapshot(token, objects).form(value, 0);
    if (form.bytes() > MOST_BYTES) {
      throw new NotCopyableException("the result is larger than " + MOST_BYTES + " bytes");
    }
    return form;
  }

  @SuppressWarnings("JavaUtilDate") // libraries have it in their results
  private Form form(@Nullable Object value, int depth) throws Throwable {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new NotCopyableException("the result has too many parts");
    }
    if (value == null) {
      return new Form.Shared(null, 0);
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (Immutables.isImmutable(value.getClass())) {
      return new Form.Shared(value, Form.NODE_BYTES);
    }
    if (value.getClass() == Date.class) {
      return new Form.Moment(((Date) value).getTime());
    }
    return composed(value, depth);
  }

  private Form composed(Object value, int depth) throws Throwable {
    if (value instanceof Enum<?> constant) {
      return constant(constant);
    }
    Optional<LibraryObjects.Maker> maker = objects.maker(value);
    if (maker.isPresent()) {
      return made(value, maker.get(), depth);
    }
    if (value instanceof Collection<?> collection) {
      return items(collection, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return entries(map, depth);
    }
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty()
          ? new Form.Shared(Optional.empty(), 0)
          : new Form.Present(form(optional.get(), depth + 1));
    }
    if (value.getClass().isArray()) {
      return array(value, depth);
    }
    if (value.getClass().isRecord()) {
      return components(value, depth);
    }
    throw new NotCopyableException(
        "result type " + value.getClass().getName() + " cannot be copied; give rebuild");
  }

  private Form text(String text) throws NotCopyableException {
    if (text.equals(token)) {
      return new Form.Token();
    }
    if (text.contains(Bearer.bare(token))) {
      throw new NotCopyableException("a text of the result holds the token");
    }
    return new Form.Shared(text, STRING_BYTES + text.length());
  }

  private static Form constant(Enum<?> constant) {
    return constant.getDeclaringClass().getClassLoader() == null
        ? new Form.Shared(constant, 0)
        : new Form.Constant(new WeakReference<>(constant), constant.name());
  }

  private Form made(Object value, LibraryObjects.Maker maker, int depth) throws Throwable {
    List<@Nullable Object> parts = maker.parts(value);
    if (!maker.makes(value, parts)) {
      throw unknown(value.getClass());
    }
    return new Form.Made(new WeakReference<>(value.getClass()), maker, forms(parts, depth));
  }

  private Form items(Collection<?> collection, int depth) throws Throwable {
    if (objects.isList(collection)) {
      return list(collection, depth);
    }
    CollectionKind kind =
        CollectionKind.of(collection).orElseThrow(() -> unknown(collection.getClass()));
    List<Form> items = forms(collection, depth);
    Form form = new Form.Items(kind, items);
    return kind.isUnmodifiable() ? settled(form, items) : form;
  }

  /** One that only the library can make is as good as another list to whoever gets it. */
  private Form list(Collection<?> list, int depth) throws Throwable {
    List<Form> items = forms(list, depth);
    return Constructors.of(list.getClass()).isPresent()
        ? new Form.OwnItems(new WeakReference<>(list.getClass()), items)
        : new Form.Items(CollectionKind.ARRAY_LIST, items);
  }

  private Form entries(Map<?, ?> map, int depth) throws Throwable {
    MapKind kind = MapKind.of(map).orElseThrow(() -> unknown(map.getClass()));
    List<Form> keys = new ArrayList<>(map.size());
    List<Form> values = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      keys.add(form(entry.getKey(), depth + 1));
      values.add(form(entry.getValue(), depth + 1));
    }
    Form form = new Form.Entries(kind, List.copyOf(keys), List.copyOf(values));
    List<Form> all = new ArrayList<>(keys);
    all.addAll(values);
    return kind.isUnmodifiable() ? settled(form, all) : form;
  }

  /** Makes an unmodifiable collection of immutable parts once: nobody can change it. */
  private Form settled(Form form, List<Form> parts) throws Throwable {
    return parts.stream().allMatch(Form::isShared)
        ? new Form.Shared(form.make(token), form.bytes())
        : form;
  }

  private Form array(Object array, int depth) throws Throwable {
    Class<?> component = array.getClass().getComponentType();
    if (component.isPrimitive()) {
      int bytes = Form.NODE_BYTES + 8 * java.lang.reflect.Array.getLength(array);
      return new Form.Primitives(new Form.Primitives(array, bytes).make(token), bytes);
    }
    if (component.getClassLoader() != null || component.isArray()) {
      throw unknown(array.getClass());
    }
    return new Form.References(component, forms(Arrays.asList((Object[]) array), depth));
  }

  private Form components(Object value, int depth) throws Throwable {
    try {
      List<Form> components = forms(RecordAccess.components(value), depth);
      return new Form.Components(RecordAccess.of(value.getClass()), components);
    } catch (ReflectiveOperationException closed) {
      throw unknown(value.getClass());
    }
  }

  private List<Form> forms(Collection<?> values, int depth) throws Throwable {
    List<Form> forms = new ArrayList<>(values.size());
    for (Object each : values) {
      forms.add(form(each, depth + 1));
    }
    return List.copyOf(forms);
  }

  private static NotCopyableException unknown(Class<?> type) {
    return new NotCopyableException(
        "result type " + type.getTypeName() + " cannot be copied; give rebuild");
  }
}
