package dev.latchkey.it.app;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * Looks for the keys of the tokens that it reads, a line each, with {@code java.net.http}: {@code
 * send TOKEN}, {@code async TOKEN}.
 */
public final class ClientAuthApp {
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  private ClientAuthApp() {}

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    ClientAuthApp app = new ClientAuthApp();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(app.authenticate(words[1], arguments[0], words[0].equals("async")));
    }
  }

  private String authenticate(String token, String url, boolean async) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      String keys = async ? fetchAsync(url) : fetch(url);
      return JWKSet.parse(keys).getKeyByKeyId(jwt.getHeader().getKeyID()) == null
          ? "unknown key"
          : "ok";
    } catch (Exception refused) {
      return "refused " + refused.getClass().getSimpleName();
    }
  }

  private String fetch(String url) throws IOException, InterruptedException {
    return body(client.send(request(url), HttpResponse.BodyHandlers.ofString()));
  }

  private String fetchAsync(String url) throws IOException {
    return body(client.sendAsync(request(url), HttpResponse.BodyHandlers.ofString()).join());
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static String body(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    return response.body();
  }
}
