package orders;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Says who calls. */
@Path(Subject.PATH)
@Authenticated
public class Subject {
  public static final String PATH = "/subject";

  private final SecurityIdentity identity;

  public Subject(SecurityIdentity identity) {
    this.identity = identity;
  }

  @GET
  public String subject() {
    return ((JsonWebToken) identity.getPrincipal()).getSubject();
  }
}
