package com.example.orders.auth;

import com.example.orders.users.User;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a request through only with a known user, whom it leaves in the attribute {@link #USER}.
 * Answers 401 where the token is no good and 503 where the issuer's keys cannot be had.
 * Thread-safe.
 */
@Component
public class AuthenticationFilter extends OncePerRequestFilter {
  /** The request attribute with the {@link User}. */
  public static final String USER = "user";

  private final RequestAuthenticator authenticator;
  private final JsonMapper json;

  /** Asks that authenticator. */
  public AuthenticationFilter(RequestAuthenticator authenticator, JsonMapper json) {
    this.authenticator = authenticator;
    this.json = json;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    User user;
    try {
      user = authenticator.authenticate(request.getHeader(HttpHeaders.AUTHORIZATION));
    } catch (AuthenticationException e) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
      refuse(response, HttpStatus.UNAUTHORIZED, e);
      return;
    } catch (KeySetUnavailableException e) {
      refuse(response, HttpStatus.SERVICE_UNAVAILABLE, e);
      return;
    }
    request.setAttribute(USER, user);
    chain.doFilter(request, response);
  }

  private void refuse(HttpServletResponse response, HttpStatus status, RuntimeException reason)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    var body = Map.of("status", status.value(), "error", String.valueOf(reason.getMessage()));
    response.getOutputStream().write(json.writeValueAsBytes(body));
  }
}
