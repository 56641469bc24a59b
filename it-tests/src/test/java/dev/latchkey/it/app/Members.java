package dev.latchkey.it.app;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A repository of JPA: a user as an entity, and as a view of values. */
public final class Members {
  private final EntityManagerFactory factory;
  private final AtomicInteger runs = new AtomicInteger();

  Members(EntityManagerFactory factory) {
    this.factory = factory;
  }

  /** A user with roles that are loaded when they are asked for. */
  @Entity
  public static class Member {
    @Id String name;
    String mail;

    @ElementCollection Set<String> roles = new HashSet<>();
  }

  /** A user as a program shows it. */
  public record View(String name, String mail, int roles) {}

  /** Returns a managed user. */
  public Member find(String name) {
    runs.incrementAndGet();
    return factory.callInTransaction(manager -> manager.find(Member.class, name));
  }

  /** Returns what is shown of a user, null when there is none. */
  public View view(String name) {
    runs.incrementAndGet();
    return factory.callInTransaction(manager -> view(manager, name));
  }

  private static View view(EntityManager manager, String name) {
    return manager
        .createQuery(
            "select m.name, m.mail, size(m.roles) from Member m where m.name = :name", View.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst()
        .orElse(null);
  }

  void change(String name, String mail) {
    factory.runInTransaction(manager -> manager.find(Member.class, name).mail = mail);
  }

  void grant(String name, String role) {
    factory.runInTransaction(manager -> manager.find(Member.class, name).roles.add(role));
  }

  int runs() {
    return runs.get();
  }
}
