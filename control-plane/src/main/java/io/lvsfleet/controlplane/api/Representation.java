package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.document.Format;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Media types of documents.
final class Representation {

  static final String MERGE_PATCH = "application/merge-patch+json"; // RFC 7396
  static final String JSON = "application/json";
  static final String YAML = "application/yaml"; // RFC 9512
  static final String OLD_YAML = "application/x-yaml";
  static final String TEXT_YAML = "text/yaml";

  private Representation() {}

  static Format ofBody(@Nullable MediaType type) {
    if (type == null) {
      throw new ApiProblem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "a document is sent with the header \"Content-Type: application/yaml\" or"
              + " \"application/json\"");
    }
    return type.getSubtype().toLowerCase(Locale.ROOT).endsWith("yaml") ? Format.YAML : Format.JSON;
  }

  /// The representation the caller likes best; JSON when it does not say.
  static Format wanted(HttpHeaders headers) {
    List<MediaType> accepted = headers.getAcceptableMediaTypes();
    for (MediaType type : accepted) {
      String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
      if (subtype.endsWith("yaml")) {
        return Format.YAML;
      }
      if (subtype.equals("json") || type.isWildcardSubtype()) {
        return Format.JSON;
      }
    }
    return Format.JSON;
  }

  static boolean takesJson(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .anyMatch(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE));
  }

  /// With what the server will compress an answer to this request; empty when it will not. Which
  /// coding it takes is Vert.x's choice (`HttpContentCompressor`): gzip before deflate.
  static String coding(@Nullable String acceptEncoding) {
    String accepted = acceptEncoding == null ? "" : acceptEncoding.toLowerCase(Locale.ROOT);
    return accepted.contains("gzip") ? "gzip" : accepted.contains("deflate") ? "deflate" : "";
  }

  static String mediaType(Format format) {
    return format == Format.YAML ? YAML : JSON;
  }
}
