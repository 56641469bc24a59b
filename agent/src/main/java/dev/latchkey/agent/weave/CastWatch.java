package dev.latchkey.agent.weave;

import dev.latchkey.runtime.pool.CastCheck;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for classes of the application that name a driver's own connection or statement class in
 * their constant pools, as a cast does (safety rule POOL-6). A cast is not told from other uses: an
 * application that names such a class is left alone.
 *
 * <p>Nothing is looked at until somebody asks. Then classes are looked at as they are loaded, at a
 * pass over their constant pools each, and those that were loaded before are read once, in the
 * background. Changes no class. Thread-safe.
 */
public final class CastWatch implements CastCheck, ClassFileTransformer {
  private static final byte[][] @Nullable [] WORDS =
      SubtypeIndex.byLength(
          Set.of(
              "org/postgresql/jdbc/PgConnection",
              "org/postgresql/jdbc/PgStatement",
              "org/postgresql/jdbc/PgPreparedStatement",
              "org/postgresql/jdbc/PgResultSet",
              "com/mysql/cj/jdbc/ConnectionImpl",
              "com/mysql/cj/jdbc/StatementImpl",
              "com/mysql/cj/jdbc/ClientPreparedStatement",
              "com/mysql/jdbc/ConnectionImpl",
              "com/mysql/jdbc/JDBC4Connection",
              "org/mariadb/jdbc/Connection",
              "org/mariadb/jdbc/Statement",
              "org/mariadb/jdbc/MariaDbConnection",
              "com/microsoft/sqlserver/jdbc/SQLServerConnection",
              "com/microsoft/sqlserver/jdbc/SQLServerStatement",
              "com/microsoft/sqlserver/jdbc/SQLServerPreparedStatement",
              "oracle/jdbc/driver/OracleConnection",
              "oracle/jdbc/driver/PhysicalConnection",
              "oracle/jdbc/driver/T4CConnection",
              "oracle/jdbc/driver/OraclePreparedStatement"));

  /** Puts a subject into an access-control context: there is no other way before JDK 23. */
  private static final String SUBJECTS = "javax/security/auth/SubjectDomainCombiner";

  private static final List<String> DRIVERS =
      List.of(
          "org/postgresql/", "com/mysql/", "org/mariadb/", "com/microsoft/sqlserver/", "oracle/");

  private final Instrumentation instrumentation;
  private final @Nullable ClassLoader own = CastWatch.class.getClassLoader();
  private final Set<ClassLoader> casting =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private volatile boolean wanted;
  private volatile boolean looked;
  private volatile boolean found;
  private volatile boolean subjects;

  /** Looks at nothing yet. */
  public CastWatch(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public Finding of(@Nullable ClassLoader loader) {
    if (!looked) {
      wanted = true;
      return Finding.LOOKING;
    }
    return found && isNear(loader) ? Finding.CASTS : Finding.NONE;
  }

  /** Without this class no access-control context has a subject in it. */
  @Override
  public boolean maySeeSubjects() {
    return subjects || !looked;
  }

  /** Looks through what is loaded, once that is wanted; to be called in the background. */
  public void look() {
    if (wanted && !looked) {
      instrumentation.addTransformer(this); // first, so that no class slips through
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        subjects |= type.getName().equals(SUBJECTS.replace('/', '.'));
        if (isOfInterest(type.getClassLoader(), type.getName().replace('.', '/'))
            && !type.isArray()
            && !type.isHidden()) {
          look(type);
        }
      }
      looked = true;
    }
  }

  /** Looks at no class any more. */
  public void close() {
    wanted = false;
    instrumentation.removeTransformer(this);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (SUBJECTS.equals(internalName)) {
      subjects = true;
    }
    if (internalName != null && redefined == null && isOfInterest(loader, internalName)) {
      look(loader, classFile);
    }
    return null;
  }

  private boolean isOfInterest(@Nullable ClassLoader loader, String internalName) {
    if (loader == null || loader == own || Exclusions.isJdk(internalName)) {
      return false;
    }
    for (String driver : DRIVERS) {
      if (internalName.startsWith(driver)) {
        return false;
      }
    }
    return !Exclusions.isProxy(internalName);
  }

  private void look(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    String resource = type.getName().replace('.', '/') + ".class";
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in != null) {
        look(loader, in.readAllBytes());
      }
    } catch (IOException | RuntimeException | LinkageError unreadable) {
      // What cannot be read was made at run time, or its archive or its class loader is closed.
    }
  }

  private void look(@Nullable ClassLoader loader, byte[] classFile) {
    ClassHeader header = ClassHeader.read(classFile, WORDS);
    if (loader != null && header != null && header.mentionsWord()) {
      casting.add(loader);
      found = true;
    }
  }

  /** A connection goes up and down between a loader and its parents. */
  private boolean isNear(@Nullable ClassLoader loader) {
    synchronized (casting) {
      for (ClassLoader each : casting) {
        if (isAbove(each, loader) || isAbove(loader, each)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAbove(@Nullable ClassLoader upper, @Nullable ClassLoader lower) {
    for (ClassLoader each = lower; each != null; each = each.getParent()) {
      if (each == upper) {
        return true;
      }
    }
    return false;
  }
}
