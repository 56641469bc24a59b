package dev.latchkey.runtime.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An object of the driver as the application has it: passes calls on while the connection is its
 * borrower's. Thread-safe as far as the driver's object is.
 */
abstract class Handle implements InvocationHandler {
  private final HandleTypes types;
  private final HandleType type;
  private final Object physical;
  private final Object proxy;

  /**
   * The handle that was made last from this one, so that asking twice gives the same object. A lost
   * update costs that identity alone.
   */
  private @Nullable Handle remembered;

  /** The same for what is asked beside that: generated keys, and what describes a statement. */
  private @Nullable Handle rememberedAside;

  Handle(HandleTypes types, Object physical) {
    this.types = types;
    this.type = types.of(physical.getClass());
    this.physical = physical;
    this.proxy = type.proxy(this);
  }

  /** Returns the handle of the connection that this one came from, or this one. */
  abstract ConnectionHandle connection();

  /** Returns the handle that this one was made from. */
  abstract @Nullable Handle owner();

  /** Does what the application's {@code close()} asks for. */
  abstract void close(HandleCall call) throws Throwable;

  /** Hears that the fetch size was set. */
  void fetchSize(int rows) {}

  final Object proxy() {
    return proxy;
  }

  final Object physical() {
    return physical;
  }

  final HandleKind kind() {
    return type.kind();
  }

  final @Nullable Handle remembered() {
    return remembered;
  }

  @Override
  public final @Nullable Object invoke(
      Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    HandleCall call = type.call(method);
    return switch (call.role()) {
      case EQUALS -> arguments != null && self == arguments[0];
      case HASH_CODE -> System.identityHashCode(self);
      case UNWRAP -> isOwn(arguments) ? self : passOrRefuse(call, arguments);
      case IS_WRAPPER_FOR -> isOwn(arguments) ? true : passOrRefuse(call, arguments);
      case CLOSE -> {
        close(call);
        yield null;
      }
      default -> passOrRefuse(call, arguments);
    };
  }

  private @Nullable Object passOrRefuse(HandleCall call, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    return connection().enter() ? pass(call, arguments) : Closed.answer(this, call, arguments);
  }

  /**
   * An interface of the driver's object is the handle's too: the driver would answer itself. A
   * closed connection may refuse even that.
   */
  private boolean isOwn(@Nullable Object @Nullable [] arguments) {
    return !(kind() == HandleKind.CONNECTION && connection().isClosed())
        && arguments != null
        && arguments[0] instanceof Class<?> wantedClass
        && wantedClass.isInterface()
        && wantedClass.isInstance(proxy);
  }

  private @Nullable Object pass(HandleCall call, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    Lease lease = connection().lease();
    try {
      tell(call, arguments);
      prepare(call, arguments);
      @Nullable Object result = call.on(physical, arguments);
      return call.returnsObject() && result != null ? handOut(call, result) : result;
    } catch (SQLException failure) {
      lease.failed(failure);
      if (call.effects().touches()) {
        lease.taint(Taint.BROKEN);
      }
      throw failure;
    } catch (RuntimeException | Error failure) {
      lease.taint(Taint.BROKEN); // in the middle of whatever the driver was doing
      throw failure;
    } finally {
      connection().leave();
    }
  }

  /** Our own failure costs the connection its reuse, never the application its call. */
  private void tell(HandleCall call, @Nullable Object @Nullable [] arguments) {
    Lease lease = connection().lease();
    try {
      call.effects().tell(lease, arguments);
    } catch (RuntimeException | LinkageError ours) {
      lease.taint(Taint.BROKEN);
    }
  }

  private void prepare(HandleCall call, @Nullable Object @Nullable [] arguments) {
    if (arguments == null) {
      arguments = new Object[0];
    }
    if (call.role() == HandleCall.Role.EXECUTE) {
      remembered = null;
      rememberedAside = null;
    } else if (call.role() == HandleCall.Role.SET_FETCH_SIZE
        && arguments[0] instanceof Integer rows) {
      fetchSize(rows);
    }
    if (call.takesObject()) {
      takeIn(arguments);
    }
  }

  /** The driver gets its own objects back. The array is the proxy's, made for this call. */
  private static void takeIn(@Nullable Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof Proxy given
          && Proxy.getInvocationHandler(given) instanceof Handle handle) {
        arguments[i] = handle.physical;
      }
    }
  }

  private Object handOut(HandleCall call, Object result) {
    if (call.role() == HandleCall.Role.UNWRAP) {
      connection().escaped();
      return result;
    }
    @Nullable Handle known = known(call, result);
    try {
      return known != null ? known.proxy : handOutNew(call, result);
    } catch (RuntimeException | LinkageError noProxy) {
      connection().escaped();
      return result;
    }
  }

  private @Nullable Handle known(HandleCall call, Object result) {
    ConnectionHandle connection = connection();
    if (call.role() == HandleCall.Role.GET_CONNECTION || result == connection.physical()) {
      return connection;
    }
    @Nullable Handle owner = owner();
    if (call.role() == HandleCall.Role.GET_STATEMENT
        && owner != null
        && owner.kind() == HandleKind.STATEMENT) {
      return owner;
    }
    @Nullable Handle last = remembered;
    if (last != null && last.physical == result) {
      return last;
    }
    @Nullable Handle aside = rememberedAside;
    return aside != null && aside.physical == result ? aside : null;
  }

  private Object handOutNew(HandleCall call, Object result) {
    HandleType found = types.of(result.getClass());
    return switch (found.kind()) {
      case VALUE -> result;
      case ELEMENTS -> {
        if (!types.areValues((Object[]) result)) {
          connection().escaped();
        }
        yield result;
      }
      case ESCAPE, CONNECTION -> {
        connection().escaped();
        yield result;
      }
      default -> {
        ChildHandle child = new ChildHandle(types, result, this);
        connection().track(child);
        remember(call, child);
        yield child.proxy();
      }
    };
  }

  /** A connection has many statements and a row many arrays: those are not remembered. */
  private void remember(HandleCall call, Handle child) {
    boolean many =
        child.kind() == HandleKind.ARRAY
            || (kind() == HandleKind.CONNECTION && child.kind() == HandleKind.STATEMENT)
            || kind() == HandleKind.DATABASE_META_DATA;
    if (many) {
      return;
    }
    boolean main =
        kind() != HandleKind.STATEMENT
            ? child.kind() != HandleKind.STATEMENT
            : child.kind() == HandleKind.RESULT_SET
                && call.role() != HandleCall.Role.GET_GENERATED_KEYS;
    if (main) {
      remembered = child;
    } else {
      rememberedAside = child;
    }
  }
}
