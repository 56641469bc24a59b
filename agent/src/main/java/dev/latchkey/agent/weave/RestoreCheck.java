package dev.latchkey.agent.weave;

import dev.latchkey.agent.gate.LatchkeyGate;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while classes get their own bytecode back, and changes nothing: a class file that names
 * the gate still calls it. Confined to the thread that restores; what other threads load meanwhile
 * is not looked at.
 */
final class RestoreCheck implements ClassFileTransformer {
  private final Thread restoring = Thread.currentThread();
  private final byte[][][] gate;
  private final List<String> failed = new ArrayList<>();
  private int restored;

  RestoreCheck() {
    byte[] name = LatchkeyGate.class.getName().replace('.', '/').getBytes(StandardCharsets.UTF_8);
    gate = new byte[name.length + 1][][];
    gate[name.length] = new byte[][] {name};
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String internalName,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (redefined != null && Thread.currentThread() == restoring) {
      ClassHeader header = ClassHeader.read(classFile, gate);
      if (header == null || header.mentionsWord()) {
        failed.add(redefined.getName());
      } else {
        restored++;
      }
    }
    return null;
  }

  Restored result() {
    return new Restored(restored, failed);
  }
}
