package dev.latchkey.it.app;

import jakarta.persistence.EntityManagerFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Users behind Hibernate, under two isolation levels, by commands of three words. */
public final class JpaApp {
  private JpaApp() {}

  /** Takes the address of a PostgreSQL, with user and password. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Members> all =
        Map.of(
            "committed", members(arguments[0], "READ_COMMITTED"),
            "repeatable", members(arguments[0], "REPEATABLE_READ"));
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      System.out.println(answered(all.get(words[0]), words));
    }
  }

  private static Members members(String url, String isolation) {
    EntityManagerFactory factory =
        new HibernatePersistenceConfiguration("app")
            .managedClass(Members.Member.class)
            .property("jakarta.persistence.jdbc.url", url)
            .property("hibernate.connection.isolation", isolation)
            .createEntityManagerFactory();
    return new Members(factory);
  }

  private static String answered(Members members, String[] words) {
    try {
      return answer(members, words);
    } catch (RuntimeException failed) {
      return failed.toString();
    }
  }

  private static String answer(Members members, String[] words) {
    switch (words[1]) {
      case "view" -> {
        return String.valueOf(members.view(words[2]));
      }
      case "views" -> {
        int before = members.runs();
        for (int i = 0; i < 20; i++) {
          members.view(words[2]);
        }
        return String.valueOf(members.runs() - before);
      }
      case "finds" -> {
        int before = members.runs();
        for (int i = 0; i < 20; i++) {
          members.find(words[2]);
        }
        return String.valueOf(members.runs() - before);
      }
      case "change" -> members.change(words[2], words[3]);
      case "grant" -> members.grant(words[2], words[3]);
      default -> throw new IllegalArgumentException(words[1]);
    }
    return "done";
  }
}
