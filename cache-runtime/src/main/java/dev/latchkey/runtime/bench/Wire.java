package dev.latchkey.runtime.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to and from the service, without blocking. Confined to the thread of the load. */
interface Wire {
  /** Does what can be done to get ready; returns whether bytes can be sent. */
  boolean isReady() throws IOException;

  /** Returns whether all of it went out, and what else was left over. */
  boolean write(ByteBuffer bytes) throws IOException;

  /** Reads what is there: how many bytes, 0 for none yet, -1 when the other side has ended. */
  int read(ByteBuffer into) throws IOException;
}
