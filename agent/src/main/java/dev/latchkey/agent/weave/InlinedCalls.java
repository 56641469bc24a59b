package dev.latchkey.agent.weave;

import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.constant.ClassConstant;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.pool.TypePool;

/**
 * The advice that goes into woven methods, read once: what differs between two methods, the number
 * of the site and the type of the result, is asked of the {@link WovenType} and the method while
 * they are written. Read from class files, because by reflection the JVM would make a proxy class
 * for each kind of annotation. Immutable.
 */
final class InlinedCalls {
  private static final Map<TypeDescription, TypeDescription> BOXES =
      Map.of(
          TypeDescription.ForLoadedType.of(boolean.class),
              TypeDescription.ForLoadedType.of(Boolean.class),
          TypeDescription.ForLoadedType.of(byte.class),
              TypeDescription.ForLoadedType.of(Byte.class),
          TypeDescription.ForLoadedType.of(short.class),
              TypeDescription.ForLoadedType.of(Short.class),
          TypeDescription.ForLoadedType.of(char.class),
              TypeDescription.ForLoadedType.of(Character.class),
          TypeDescription.ForLoadedType.of(int.class),
              TypeDescription.ForLoadedType.of(Integer.class),
          TypeDescription.ForLoadedType.of(long.class),
              TypeDescription.ForLoadedType.of(Long.class),
          TypeDescription.ForLoadedType.of(float.class),
              TypeDescription.ForLoadedType.of(Float.class),
          TypeDescription.ForLoadedType.of(double.class),
              TypeDescription.ForLoadedType.of(Double.class),
          TypeDescription.ForLoadedType.of(void.class),
              TypeDescription.ForLoadedType.of(Void.class));

  private final Advice timed;
  private final Advice cached;
  private final Advice lookedAt;

  InlinedCalls() {
    ClassFileLocator own = ClassFileLocator.ForClassLoader.of(InlinedCalls.class.getClassLoader());
    TypePool types =
        new TypePool.Default.WithLazyResolution(
            TypePool.CacheProvider.Simple.withObjectType(),
            own,
            TypePool.Default.ReaderMode.FAST,
            TypePool.ClassLoading.ofPlatformLoader());
    Advice.WithCustomMapping bound =
        Advice.withCustomMapping()
            .bind(
                SiteId.class,
                (type, method, assigner, arguments, sort) ->
                    constant(IntegerConstant.forValue(((WovenType) type).site(method))))
            .bind(
                ResultType.class,
                (type, method, assigner, arguments, sort) ->
                    constant(ClassConstant.of(boxedResult(method))));
    timed = bound.to(types.describe(TimedCall.class.getName()).resolve(), own);
    cached = bound.to(types.describe(CachedCall.class.getName()).resolve(), own);
    lookedAt = bound.to(types.describe(LookedAtCall.class.getName()).resolve(), own);
  }

  private static Advice.OffsetMapping.Target constant(StackManipulation loaded) {
    return new Advice.OffsetMapping.Target.ForStackManipulation(loaded);
  }

  private static TypeDescription boxedResult(MethodDescription method) {
    TypeDescription result = method.getReturnType().asErasure();
    return BOXES.getOrDefault(result, result);
  }

  /** Returns the advice of a method that a cache may answer, or of one that is only timed. */
  Advice of(boolean handsOver) {
    return handsOver ? cached : timed;
  }

  /** Returns the advice of a method whose calls are looked at and never answered. */
  Advice looking() {
    return lookedAt;
  }
}
