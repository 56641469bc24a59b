package dev.latchkey.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;

/** An address that messages are sent to; it may hold a password, so nothing shows it. */
record WebAddress() implements ValueType<Secret> {
  @Override
  public Secret parse(String text) throws BadValueException {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawFragment() == null) {
        return new Secret(text);
      }
    } catch (URISyntaxException malformed) {
      // Told below, without the text.
    }
    throw malformed();
  }

  @Override
  public boolean secret() {
    return true;
  }

  @Override
  public String expected() {
    return "an address such as https://alerts.example.com/latchkey";
  }
}
