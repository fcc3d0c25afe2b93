package io.lvsfleet.controlplane.store.access;

import io.lvsfleet.controlplane.access.ApiToken;
import io.lvsfleet.controlplane.access.ApiTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Tokens of the API in table `api_token`.
@ApplicationScoped
public class StoredApiTokens implements ApiTokens {

  private final EntityManager entityManager;

  StoredApiTokens(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @Override
  @Transactional
  public List<ApiToken> all() {
    return ApiTokenEntity.<ApiTokenEntity>listAll().stream()
        .map(row ->
            new ApiToken(
                row.id, row.secretHash, ApiToken.Role.valueOf(row.role.toUpperCase(Locale.ROOT))))
        .toList();
  }

  @Override
  @Transactional
  public boolean addFirst(Supplier<ApiToken> token, Instant now) {
    // Replicas start together; readers go on (SHARE ROW EXCLUSIVE conflicts with writers only).
    entityManager
        .createNativeQuery("LOCK TABLE api_token IN SHARE ROW EXCLUSIVE MODE")
        .executeUpdate();
    if (ApiTokenEntity.count() > 0) {
      return false;
    }
    ApiToken first = token.get();
    ApiTokenEntity row = new ApiTokenEntity();
    row.id = first.id();
    row.secretHash = first.hash();
    row.role = first.role().name().toLowerCase(Locale.ROOT);
    row.createdAt = now;
    row.persist();
    return true;
  }
}
