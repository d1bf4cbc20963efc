#pragma once

#include "mail/mime/scan.hpp"
#include "model/mail.hpp"

#include <gmime/gmime.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// Sorts the parts of a parsed message into text, HTML and attachments; see `parse_mime`.
class body_collector {
public:
  explicit body_collector(const mime_limits& limits)
      : limits_{limits}
      , text_left_{limits.text}
      , html_left_{limits.html} {}

  /// Fills `text`, `html` and `attachments` of `into`, and adds to its `cut`: `text` and `html`
  /// that are over the limits, and `parts` if GMime found more than the scan let pass.
  void collect(GMimeObject* root, model::mail_content& into);

private:
  /// A piece of the body in the forms the sender gave.
  struct piece {
    std::string plain;
    std::string html;
    /// In a form that is shown only if there is no better one.
    std::string other;
    enum class markup : std::uint8_t { none, html, enriched } of_other = markup::none;
  };
  using pieces = std::vector<piece>;

  [[nodiscard]] pieces walk(GMimeObject* object, std::size_t depth);
  [[nodiscard]] pieces walk_multipart(GMimeMultipart* parts, std::size_t depth);
  [[nodiscard]] pieces take_part(GMimePart* part, std::size_t depth);
  void attach(GMimeObject* object, std::uint64_t size);
  [[nodiscard]] std::string text_of(GMimePart* part);
  [[nodiscard]] std::string shown(const piece& form);
  [[nodiscard]] std::string shown_of_html(std::string_view html);
  void note(const char* limit);

  mime_limits limits_;
  std::size_t text_left_;
  std::size_t html_left_;
  std::size_t parts_ = 0;
  /// Shown if there is nothing else.
  pieces spare_;
  std::vector<model::mail_attachment> attachments_;
  std::vector<std::string> cut_;
};

/// The charset that the first text of a message declares; empty if there is none, or if it is not
/// one of eight bits that header fields may be in. Lives as long as `root`.
[[nodiscard]] std::string_view charset_of_text(GMimeObject* root);

} // namespace vestnik::mail
