package dev.latchkey.runtime.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** Makes JSON parsers for documents that strangers wrote. */
public final class BoundedJson {
  private static final int MAX_DEPTH = 16;

  private BoundedJson() {}

  /**
   * Returns a factory of parsers that fail on nesting past 16, on names past 256 characters and on
   * a name that stands twice in one object, where readers differ in which one counts. They keep
   * nothing: no name table that grows, no buffers in thread-locals of application threads. The
   * length of the whole document is the caller's to check.
   *
   * @param maxStringLength bound on each string, in characters
   */
  public static JsonFactory factory(int maxStringLength) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(maxStringLength)
            .maxNameLength(256)
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }
}
