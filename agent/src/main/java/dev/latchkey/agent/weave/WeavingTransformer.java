package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Sites;
import dev.latchkey.agent.handler.Target;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM asks for every class it loads. Returns null for every class it leaves alone, because
 * returning the same bytes would take the class out of the application's class-data archive.
 *
 * <p>Thread-safe; runs on threads of the application, inside class loading, and so neither logs nor
 * asks a class loader for anything before a name matches. Byte Buddy is loaded at the first match.
 */
final class WeavingTransformer implements ClassFileTransformer {
  private final TargetIndex index;
  private final Sites sites;
  private final WeavingReport report;
  private final @Nullable ClassLoader own = WeavingTransformer.class.getClassLoader();
  private volatile @Nullable Weaver weaver;

  WeavingTransformer(TargetIndex index, Sites sites, WeavingReport report) {
    this.index = index;
    this.sites = sites;
    this.report = report;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (internalName == null || loader == own) {
      return null;
    }
    List<Target> candidates = index.candidates(internalName, classFile);
    if (candidates.isEmpty()) {
      return null;
    }
    String className = internalName.replace('/', '.');
    try {
      Weaver.Woven woven = weaver().weave(loader, className, classFile, candidates);
      report.came(woven.matched(), woven.unmatched());
      return woven.classFile();
    } catch (Throwable failure) {
      report.failed(candidates, className, failure);
      return null;
    }
  }

  /** Notes that the JVM did not take the woven form of a loaded class. */
  void refused(Class<?> type, Throwable reason) {
    report.failed(
        index.candidates(type.getName().replace('.', '/'), new byte[0]), type.getName(), reason);
  }

  private Weaver weaver() {
    Weaver known = weaver;
    if (known == null) {
      known = new Weaver(sites);
      weaver = known;
    }
    return known;
  }
}
