package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Resource;
import dev.latchkey.agent.handler.DocumentForm.Parts;
import dev.latchkey.runtime.config.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DocumentFormTest {
  private static final String KEYS = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k1\",\"k\":\"AAAA\"}]}";

  /** A response as HTTP clients return it, declared by its interface. */
  public interface Answer {}

  public static final class Response implements Answer {
    private final int status;
    private final Map<String, List<String>> headers;
    private final String body;

    public Response(int status, Map<String, List<String>> headers, String body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    public int getStatus() {
      return status;
    }

    public String getBody() {
      return body;
    }

    Map<String, List<String>> headers() {
      return headers;
    }
  }

  /** Two constructors take a text, and it is not known which one is meant. */
  public static final class Ambiguous {
    private final Object text;

    public Ambiguous(String text) {
      this.text = text;
    }

    public Ambiguous(Object text) {
      this.text = text;
    }

    public Object getText() {
      return text;
    }
  }

  private static DocumentForm form(String keys) {
    String yaml =
        "targets: [{ name: t, layer: jwks, class: a.B, method: m" + keys + " }]\npresets: none";
    return new DocumentForm(
        ConfigReader.read(yaml, "f", Map.of()).config().orElseThrow().targets().get(0));
  }

  private static DocumentForm ofResource() {
    return form(", document: [result.content, result.contentType]");
  }

  private static DocumentForm ofResponse() {
    return form(
        ", document: [result.status, result.#headers, result.body], text: result.body,"
            + " rebuild: { class: "
            + Response.class.getName()
            + " }");
  }

  private static List<Object> attributes(Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  @Test
  @DisplayName("M-1 every caller gets a result of its own, equal to the application's")
  void rebuilds() throws Throwable {
    DocumentForm form = ofResource();
    Parts parts = form.parts(new Resource("{}", "text/x"), Resource.class, null).orElseThrow();
    assertThat(parts).isEqualTo(new Parts("{}", attributes("text/x")));
    Resource first = (Resource) form.rebuild(parts, Resource.class, null);
    Resource second = (Resource) form.rebuild(parts, Resource.class, null);
    assertThat(first).isNotSameAs(second).usingRecursiveComparison().isEqualTo(second);
    assertThat(first.getContent()).isEqualTo("{}");
    assertThat(first.getContentType()).isEqualTo("text/x");
  }

  @Test
  void keepsAContentTypeThatWasNotTold() throws Throwable {
    DocumentForm form = ofResource();
    Parts parts = form.parts(new Resource("{}", null), Resource.class, null).orElseThrow();
    assertThat(((Resource) form.rebuild(parts, Resource.class, null)).getContentType()).isNull();
  }

  @Test
  void takesTextsAndBytesAsTheyAre() throws Throwable {
    DocumentForm form = form("");
    byte[] bytes = "{\"ä\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(form.parts("{}", String.class, null)).contains(new Parts("{}", List.of()));
    Parts parts = form.parts(bytes, byte[].class, null).orElseThrow();
    assertThat(form.rebuild(parts, byte[].class, null)).isEqualTo(bytes);
    assertThat(form.parts(new byte[] {(byte) 0xff}, byte[].class, null))
        .as("not UTF-8, so not the same when rebuilt")
        .isEmpty();
    assertThat(form.parts(42, Object.class, null)).isEmpty();
  }

  @Test
  void cannotRebuildWhatHasNoFittingConstructor() throws Throwable {
    Parts parts = new Parts("{}", attributes("text/x"));
    assertThat(ofResource().rebuild(parts, Thread.class, null)).isNull();
    assertThat(form("").rebuild(parts, Object.class, null)).isNull();
    DocumentForm ambiguous = form(", document: [result.text]");
    assertThat(ambiguous.parts(new Ambiguous("{}"), Ambiguous.class, null)).isEmpty();
  }

  @Nested
  class ATree {
    @Test
    @DisplayName("M-1 every caller gets maps and lists of its own")
    void isReadAnew() throws Throwable {
      Map<String, Object> key = new HashMap<>(Map.of("kty", "RSA", "size", 2048));
      Map<String, Object> keys = new HashMap<>(Map.of("keys", new ArrayList<>(List.of(key))));
      DocumentForm form = form("");
      Parts parts = form.parts(keys, Map.class, null).orElseThrow();

      Object first = form.rebuild(parts, Map.class, null);
      assertThat(first).isEqualTo(keys).isInstanceOf(LinkedHashMap.class);
      ((Map<?, ?>) first).clear();
      assertThat(form.rebuild(parts, Map.class, null)).isEqualTo(keys);
    }

    @Test
    void isLeftAloneWhenJsonCannotHoldIt() throws Throwable {
      DocumentForm form = form("");
      assertThat(form.parts(Map.of("a", 1.5f), Map.class, null)).isEmpty();
      assertThat(form.parts(Map.of("a", new Date(0)), Map.class, null)).isEmpty();
      assertThat(form.parts(Map.of(1, "a"), Map.class, null)).isEmpty();
      assertThat(form.parts(new TreeMap<>(Map.of("a", 1)), Map.class, null)).isEmpty();
    }
  }

  @Nested
  class ANamedMaker {
    @Test
    void isAConstructorOfAnotherClassThanTheDeclaredOne() throws Throwable {
      Map<String, List<String>> headers = new HashMap<>();
      headers.put("etag", new ArrayList<>(List.of("x")));
      headers.put(null, List.of("HTTP/1.1 200 OK"));
      Response response = new Response(200, headers, KEYS);
      Parts parts = ofResponse().parts(response, Answer.class, null).orElseThrow();
      assertThat(parts.text()).isEqualTo(KEYS);

      Response first = (Response) ofResponse().rebuild(parts, Answer.class, null);
      assertThat(first).usingRecursiveComparison().isEqualTo(response);
      first.headers().get("etag").clear();
      assertThat(ofResponse().rebuild(parts, Answer.class, null))
          .as("M-1: a caller's change reaches nobody else")
          .usingRecursiveComparison()
          .isEqualTo(response);
    }

    @Test
    void isFoundThroughTheReceiverWhenTheDeclaredTypeIsTheJdks() throws Throwable {
      Response response = new Response(200, Map.of(), KEYS);
      assertThat(ofResponse().parts(response, Object.class, null)).isEmpty();
      assertThat(ofResponse().parts(response, Object.class, DocumentFormTest.class)).isPresent();
    }

    @Test
    void isAStaticMethod() throws Throwable {
      DocumentForm form =
          form(
              ", document: [result.toString(false)],"
                  + " rebuild: { class: com.nimbusds.jose.jwk.JWKSet, method: parse }");
      JWKSet set = JWKSet.parse(KEYS);
      Parts parts = form.parts(set, JWKSet.class, null).orElseThrow();
      JWKSet rebuilt = (JWKSet) form.rebuild(parts, JWKSet.class, null);
      assertThat(rebuilt).isNotSameAs(set);
      assertThat(rebuilt.toString(false)).isEqualTo(set.toString(false));
    }

    @Test
    void thatTheClassHasNotKeepsNothing() throws Throwable {
      DocumentForm form = form(", document: [result.toString(false)], rebuild: { method: make }");
      assertThat(form.parts(JWKSet.parse(KEYS), JWKSet.class, null)).isEmpty();
    }
  }

  @Test
  @DisplayName("A-7 a result with a value of the application's own is not kept")
  void keepsNothingOfTheApplication() throws Throwable {
    Map<String, List<String>> mine = new HashMap<>(0, 0.5f) {};
    assertThat(ofResponse().parts(new Response(200, mine, KEYS), Answer.class, null)).isEmpty();
  }
}
