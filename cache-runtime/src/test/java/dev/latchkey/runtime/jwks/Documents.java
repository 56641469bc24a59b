package dev.latchkey.runtime.jwks;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes key-set documents. */
final class Documents {
  private Documents() {}

  static String keySet(String... kids) {
    return Arrays.stream(kids)
        .map(kid -> "{\"kty\":\"RSA\",\"kid\":\"" + kid + "\",\"n\":\"AQAB\",\"e\":\"AQAB\"}")
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }
}
