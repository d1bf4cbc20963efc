#pragma once

#include "mail/mime/scan.hpp"
#include "model/error.hpp"
#include "model/mail.hpp"

#include <gmime/gmime.h>

#include <cstddef>
#include <string>
#include <vector>

namespace vestnik::mail {

/// Sorts the parts of a parsed message into text, HTML and attachments; see `parse_mime`.
class body_collector {
public:
  explicit body_collector(const mime_limits& limits)
      : limits_{limits} {}

  /// Fills `text`, `html` and `attachments` of `into`. Errors: `ec::too_large` if GMime
  /// found more parts or deeper ones than the limits allow, though the scan did not.
  [[nodiscard]] model::result<void> collect(GMimeObject* root, model::mail_content& into);

private:
  /// A piece of the body in the forms the sender gave.
  struct piece {
    std::string plain;
    std::string html;
  };
  using pieces = std::vector<piece>;

  [[nodiscard]] model::result<pieces> walk(GMimeObject* object, std::size_t depth);
  [[nodiscard]] model::result<pieces> walk_multipart(GMimeMultipart* parts, std::size_t depth);
  [[nodiscard]] pieces take_part(GMimePart* part);
  void attach(GMimeObject* object, std::uint64_t size);

  mime_limits limits_;
  std::size_t parts_ = 0;
  std::vector<model::mail_attachment> attachments_;
};

} // namespace vestnik::mail
