package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.KeyPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DocumentFormTest {
  /** A result as libraries return it. */
  public static final class Resource {
    private final String content;
    private final String contentType;

    public Resource(String content, String contentType) {
      this.content = content;
      this.contentType = contentType;
    }

    public String getContent() {
      return content;
    }

    public String getContentType() {
      return contentType;
    }
  }

  private static DocumentForm ofResource() throws Exception {
    return new DocumentForm(
        List.of(KeyPath.parse("result.content"), KeyPath.parse("result.contentType")));
  }

  @Test
  @DisplayName("M-1 every caller gets a result of its own, equal to the application's")
  void rebuilds() throws Throwable {
    DocumentForm form = ofResource();
    assertThat(form.parts(new Resource("{}", "application/json")))
        .contains(new DocumentForm.Parts("{}", "application/json"));
    Resource first = (Resource) form.rebuild(Resource.class, "{}", "application/json");
    Resource second = (Resource) form.rebuild(Resource.class, "{}", "application/json");
    assertThat(first).isNotSameAs(second).usingRecursiveComparison().isEqualTo(second);
    assertThat(first.getContent()).isEqualTo("{}");
  }

  @Test
  void keepsAContentTypeThatWasNotTold() throws Throwable {
    DocumentForm form = ofResource();
    assertThat(form.parts(new Resource("{}", null))).contains(new DocumentForm.Parts("{}", ""));
    assertThat(((Resource) form.rebuild(Resource.class, "{}", "")).getContentType()).isNull();
  }

  @Test
  void takesTextsAndBytesAsTheyAre() throws Throwable {
    DocumentForm form = new DocumentForm(List.of());
    byte[] bytes = "{\"ä\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(form.parts("{}")).contains(new DocumentForm.Parts("{}", ""));
    assertThat(form.rebuild(byte[].class, form.parts(bytes).orElseThrow().text(), ""))
        .isEqualTo(bytes);
    assertThat(form.parts(new byte[] {(byte) 0xff}))
        .as("not UTF-8, so not the same when rebuilt")
        .isEmpty();
    assertThat(form.parts(42)).isEmpty();
  }

  @Test
  void cannotRebuildWhatHasNoFittingConstructor() throws Throwable {
    assertThat(ofResource().rebuild(Thread.class, "{}", "")).isNull();
    assertThat(new DocumentForm(List.of()).rebuild(Object.class, "{}", "")).isNull();
  }
}
