package com.example.orders.profile;

import com.example.orders.auth.AuthenticationFilter;
import com.example.orders.database.Database;
import com.example.orders.database.DatabaseException;
import com.example.orders.users.User;
import com.example.orders.users.UserRepository;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes {@code PUT /profile}. Thread-safe. */
@RestController
public class ProfileController {
  private static final int LONGEST_NAME = 200;

  private final Database database;
  private final UserRepository users;

  /** Changes users in that database. */
  public ProfileController(Database database, UserRepository users) {
    this.database = database;
    this.users = users;
  }

  /** Gives the caller another name; 400 for none, or one that is too long. */
  @PutMapping("/profile")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  public void change(
      @RequestAttribute(AuthenticationFilter.USER) User user, @RequestBody Profile profile) {
    var name = profile.name();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "A name has 1 to " + LONGEST_NAME + " characters");
    }
    try (var connection = database.connect()) {
      users.rename(connection, user.id(), name);
    } catch (SQLException e) {
      throw new DatabaseException("Could not change a user", e);
    }
  }

  /**
   * What a caller sends.
   *
   * @param name the new one
   */
  public record Profile(@Nullable String name) {}
}
