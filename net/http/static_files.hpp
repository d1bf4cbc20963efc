#pragma once

#include "model/error.hpp"
#include "model/http.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vestnik::net {

/// A response whose body is shared with every other client of the same file.
struct static_response {
  model::http_response head;
  std::shared_ptr<const std::string> body;
};

/// The built client, read into memory once at start: a request is a look-up among the
/// names that were there then, so no path can leave the folder. Files get strong
/// ETags; `x.br` and `x.gz` beside `x` are its precompressed forms. Names with a
/// content hash below /assets/ may be kept for ever, everything else is asked for
/// again. Immutable once loaded, so usable from every io thread.
class static_files {
public:
  /// Error: `ec::invalid`, field `net.web-root`, if the folder or its index.html is
  /// missing or unreadable.
  [[nodiscard]] static model::result<static_files> load(const std::string& root);

  /// Answers GET and HEAD of a known file, refuses other methods on one (405), and
  /// answers a navigation (GET or HEAD that accepts text/html) to an unknown path with
  /// index.html, since the client routes by itself. Nothing for the rest, and for
  /// paths that belong to handlers: /api/ and /mail-frame/.
  [[nodiscard]] std::optional<static_response> answer(const model::http_request& request) const;

private:
  struct variant {
    std::string etag;
    std::shared_ptr<const std::string> body;
  };
  struct file {
    std::string_view content_type;
    std::string_view caching;
    variant identity;
    std::optional<variant> brotli;
    std::optional<variant> gzip;
  };

  static_files() = default;
  [[nodiscard]] static variant make_variant(std::string bytes);
  [[nodiscard]] static static_response serve(const file& found, const model::http_request& request);

  /// By path as requested: "/assets/index-4f2a9c1b.js".
  std::unordered_map<std::string, file> files_;
};

/// Whether an Accept-Encoding value allows a coding (RFC 9110 §12.5.3); `;q=0` forbids it.
[[nodiscard]] bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

/// Whether an If-None-Match value names this tag (weak comparison) or is `*`.
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view etag);

} // namespace vestnik::net
