import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The command line that every application of the matrix has: {@code auth TOKEN} asks one verifier
 * that lives as long as the application, {@code fresh TOKEN} one that is built for this request.
 * {@code end} ends it.
 */
public final class MatrixApp {
  private MatrixApp() {}

  /** Returns the subject of a valid token. */
  public interface Verifier {
    String subject(String token) throws Exception;
  }

  /** Builds a verifier as the library's documentation shows. */
  public interface Library {
    Verifier verifier(String keySetUrl, String issuer, String audience) throws Exception;
  }

  /** Takes the key set's address, the issuer and the audience. */
  public static void run(Library library, String[] arguments) throws Exception {
    Verifier shared = library.verifier(arguments[0], arguments[1], arguments[2]);
    load();
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine();
        line != null && !line.equals("end");
        line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          verdict(
              words[0].equals("fresh")
                  ? token ->
                      library
                          .verifier(arguments[0] + "?fresh", arguments[1], arguments[2])
                          .subject(token)
                  : shared,
              words[1]));
    }
  }

  /** Returns a list's text as it is, and changes it, as a careless caller might. */
  @SuppressWarnings("unchecked")
  public static String spoil(Object list) {
    String text = String.valueOf(list);
    try {
      ((List<Object>) list).add("spoiled");
    } catch (UnsupportedOperationException unmodifiable) {
      // Then nobody can.
    }
    return text;
  }

  /** Loads what an application of another kind would use of the library; missing ones are not of this version. */
  private static void load() {
    for (String name : System.getProperty("matrix.load", "").split("[, ]+")) {
      try {
        Class.forName(name, false, MatrixApp.class.getClassLoader());
      } catch (ClassNotFoundException otherVersion) {
        // Then there is nothing to weave.
      }
    }
  }

  private static String verdict(Verifier verifier, String token) {
    try {
      return "ok " + verifier.subject(token);
    } catch (Exception refused) {
      StringBuilder verdict = new StringBuilder("refused");
      for (Throwable each = refused; each != null; each = each.getCause()) {
        verdict.append(' ').append(each.getClass().getName());
      }
      return verdict.toString();
    }
  }
}
