package dev.latchkey.it.app;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** Looks users up by JPA, as entities and as values, by commands of a few words. */
public final class JpaUsersApp {
  private final SessionFactory sessions;
  private final Repository repository;

  private JpaUsersApp(String url) {
    sessions =
        new MetadataSources(
                new StandardServiceRegistryBuilder()
                    .applySetting("hibernate.connection.url", url)
                    .applySetting("hibernate.hbm2ddl.auto", "create")
                    .applySetting("hibernate.generate_statistics", "true")
                    .build())
            .addAnnotatedClass(Member.class)
            .buildMetadata()
            .buildSessionFactory();
    repository = new Repository(sessions);
  }

  /** A user with a collection that is read when it is asked for. */
  @Entity
  @Table(name = "members")
  public static class Member {
    @Id String name;
    String mail;

    @Version int version;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "member_roles")
    Set<String> roles;

    /** For Hibernate. */
    protected Member() {}

    Member(String name, String mail, Set<String> roles) {
      this.name = name;
      this.mail = mail;
      this.roles = roles;
    }
  }

  /** A user as a value. */
  public record View(String name, String mail, long roles) {}

  /** What an application has between itself and JPA. */
  public static final class Repository {
    private final SessionFactory sessions;
    private final ThreadLocal<Session> current = new ThreadLocal<>();

    Repository(SessionFactory sessions) {
      this.sessions = sessions;
    }

    /** Returns a value that belongs to nobody. */
    public View view(String name) {
      return sessions.fromTransaction(
          session ->
              session
                  .createQuery(
                      "select new dev.latchkey.it.app.JpaUsersApp$View(m.name, m.mail,"
                          + " size(m.roles)) from JpaUsersApp$Member m where m.name = :name",
                      View.class)
                  .setParameter("name", name)
                  .getSingleResultOrNull());
    }

    /** Returns an entity that belongs to the thread's session. */
    public Member entity(String name) {
      return current.get().find(Member.class, name);
    }
  }

  /** Takes the address of a PostgreSQL, with user and password. */
  public static void main(String[] arguments) throws Exception {
    JpaUsersApp app = new JpaUsersApp(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(app.answer(words[0], words[1], words.length > 2 ? words[2] : ""));
    }
  }

  private String answer(String how, String name, String what) {
    return switch (how) {
      case "create" -> change(session -> session.persist(new Member(name, what, Set.of("read"))));
      case "view" -> String.valueOf(repository.view(name));
      case "asks" -> asks(name);
      case "entity" -> entity(name);
      case "mail" -> change(session -> session.find(Member.class, name).mail = what);
      case "grant" -> change(session -> session.find(Member.class, name).roles.add(what));
      case "abandon" -> abandon(name, what);
      case "bulk" ->
          change(
              session ->
                  session
                      .createMutationQuery("update JpaUsersApp$Member set mail = :mail")
                      .setParameter("mail", what)
                      .executeUpdate());
      default -> "unknown command";
    };
  }

  private String change(Consumer<Session> change) {
    sessions.inTransaction(change);
    return "done";
  }

  /** Changes a user, looks him up while the change is not committed, and takes it back. */
  private String abandon(String name, String mail) {
    try (Session session = sessions.openSession()) {
      session.beginTransaction();
      session.find(Member.class, name).mail = mail;
      session.flush();
      String seen = repository.view(name).mail();
      session.getTransaction().rollback();
      return seen;
    }
  }

  /** Returns how many statements 20 lookups needed. */
  private String asks(String name) {
    long before = sessions.getStatistics().getPrepareStatementCount();
    for (int i = 0; i < 20; i++) {
      repository.view(name);
    }
    return String.valueOf(sessions.getStatistics().getPrepareStatementCount() - before);
  }

  /** Uses an entity as only one of this session can be used. */
  private String entity(String name) {
    return sessions.fromTransaction(
        session -> {
          repository.current.set(session);
          Member member = repository.entity(name);
          return session.contains(member) + " " + member.roles.size();
        });
  }
}
