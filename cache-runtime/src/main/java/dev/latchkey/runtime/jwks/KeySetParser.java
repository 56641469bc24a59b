package dev.latchkey.runtime.jwks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.runtime.store.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads from a fetched document what the cache must know of it, and whether it is a key set at all
 * (RFC 7517 section 5): an object whose {@code keys} is a non-empty array of objects that each have
 * a {@code kty}. Stateless.
 */
final class KeySetParser {
  static final int MAX_BYTES = 512 * 1024;
  static final int MAX_KID_BYTES = 256;

  private static final JsonFactory JSON = BoundedJson.factory(MAX_BYTES);

  private KeySetParser() {}

  static boolean oversize(String text) {
    return text.length() > MAX_BYTES
        || (text.length() > MAX_BYTES / 3
            && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES);
  }

  /** Returns whether {@code kid} is too long to be remembered, which makes it unknown for ever. */
  static boolean oversizeKid(String kid) {
    return kid.length() > MAX_KID_BYTES
        || (kid.length() > MAX_KID_BYTES / 3
            && kid.getBytes(StandardCharsets.UTF_8).length > MAX_KID_BYTES);
  }

  /** Returns the document, or nothing when the text is no key set. */
  static Optional<KeySetDocument> parse(String text, List<?> attributes) {
    Set<String> kids = new HashSet<>();
    try (var json = JSON.createParser(text)) {
      if (!readDocument(json, kids)) {
        return Optional.empty();
      }
    } catch (IOException e) { // not JSON, cut off, too deep or a name twice
      return Optional.empty();
    }
    return Optional.of(KeySetDocument.of(text, attributes, kids));
  }

  private static boolean readDocument(JsonParser json, Set<String> kids) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    boolean keys = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean theKeys = json.currentName().equals("keys");
      json.nextToken();
      if (!theKeys) {
        json.skipChildren();
      } else if (readKeys(json, kids)) {
        keys = true;
      } else {
        return false;
      }
    }
    return keys && json.nextToken() == null;
  }

  private static boolean readKeys(JsonParser json, Set<String> kids) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT || !readKey(json, kids)) {
        return false;
      }
      count++;
    }
    return count > 0;
  }

  /** Returns whether the key says what type it is. */
  private static boolean readKey(JsonParser json, Set<String> kids) throws IOException {
    boolean typed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      var value = json.nextToken();
      if (value == JsonToken.VALUE_STRING && name.equals("kty")) {
        typed = !json.getText().isEmpty();
      } else if (value == JsonToken.VALUE_STRING && name.equals("kid")) {
        addKid(json.getText(), kids);
      } else {
        json.skipChildren();
      }
    }
    return typed;
  }

  private static void addKid(String kid, Set<String> kids) {
    if (!oversizeKid(kid)) {
      kids.add(kid);
    }
  }
}
