#include "mail/mime/scan.hpp"

#include "mail/mime/gobject_ptr.hpp"
#include "model/values/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::mail {

namespace {

model::error over(std::string_view part, std::uint64_t limit) {
  return {model::ec::too_large, fmt::format("The message has {} than {}.", part, limit)};
}

/// Whether a header line begins the field `name`; blanks before the colon are let pass.
bool is_field(std::string_view line, std::string_view name) {
  if (!model::iequals(line.substr(0, name.size()), name))
    return false;
  const auto colon = line.find_first_not_of(" \t", name.size());
  return colon != line.npos && line[colon] == ':';
}

/// An encoded message is opaque: GMime leaves it so, and its lines are no header.
bool is_encoded(const std::string& encoding) {
  const auto value = g_mime_content_encoding_from_string(encoding.c_str());
  return value == GMIME_CONTENT_ENCODING_BASE64 ||
         value == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
         value == GMIME_CONTENT_ENCODING_UUENCODE;
}

bool is_message(GMimeContentType* type) {
  for (const auto* subtype : {"rfc822", "news", "global"})
    if (g_mime_content_type_is_type(type, "message", subtype) != 0)
      return true;
  return false;
}

} // namespace

model::result<void> mime_scan::feed(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > limits_.message)
    return over("more bytes", limits_.message);
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto piece = bytes.substr(0, end);
    line_size_ += piece.size();
    if (line_size_ > limits_.line)
      return over("a line of more bytes", limits_.line);
    if (end == bytes.npos) {
      // Of a longer line than any header block only the beginning can matter.
      const auto most = limits_.header_bytes + 1;
      partial_ += piece.substr(0, most - std::min(partial_.size(), most));
      break;
    }
    bytes.remove_prefix(end + 1);
    line_size_ = 0;
    // Most lines: nothing in them can matter.
    if (place_ == place::body && partial_.empty() && !piece.starts_with("--"))
      continue;
    const auto start = std::exchange(partial_, {});
    if (auto done = take_line(start.empty() ? piece : start + std::string{piece}); !done)
      return done;
  }
  return {};
}

model::result<void> mime_scan::finish() {
  if (auto done = take_line(std::exchange(partial_, {})); !done)
    return done;
  return place_ == place::header ? end_header() : model::result<void>{};
}

model::result<void> mime_scan::take_line(std::string_view line) {
  if (line.starts_with("--") && take_boundary(line)) {
    if (parts_ > limits_.parts)
      return over("more parts", limits_.parts);
    return {};
  }
  return place_ == place::header ? take_header_line(line) : model::result<void>{};
}

model::result<void> mime_scan::take_header_line(std::string_view line) {
  header_bytes_ += line.size() + 1;
  if (header_bytes_ > limits_.header_bytes)
    return over("a header of more bytes", limits_.header_bytes);
  if (++header_lines_ > limits_.header_lines)
    return over("a header of more lines", limits_.header_lines);
  if (line.empty() || line == "\r")
    return end_header();
  if (line.front() == ' ' || line.front() == '\t') {
    if (field_ == field::content_type)
      content_types_.back() += line;
  } else if (is_field(line, "content-type")) {
    field_ = field::content_type;
    content_types_.emplace_back(line.substr(line.find(':') + 1));
  } else if (is_field(line, "content-transfer-encoding")) {
    field_ = field::encoding;
    encoding_ =
        line.substr(std::min(line.find_first_not_of(" \t", line.find(':') + 1), line.size()));
    encoding_.erase(encoding_.find_last_not_of(" \t\r") + 1);
  } else {
    field_ = field::other;
  }
  return {};
}

model::result<void> mime_scan::end_header() {
  place_ = place::body;
  const bool in_digest = !levels_.empty() && levels_.back().are == level::children::messages;
  bool embedded = in_digest && content_types_.empty();
  for (const auto& value : std::exchange(content_types_, {})) {
    const gobject_ptr<GMimeContentType> type{
        g_mime_content_type_parse(gmime_options(), value.c_str())};
    if (!type)
      continue;
    const auto* boundary = g_mime_content_type_get_parameter(type.get(), "boundary");
    if (g_mime_content_type_is_type(type.get(), "multipart", "*") != 0 && boundary != nullptr) {
      const bool digest = g_mime_content_type_is_type(type.get(), "multipart", "digest") != 0;
      level next{boundary, digest ? level::children::messages : level::children::plain};
      if (auto done = open(std::move(next)); !done)
        return done;
    }
    embedded = embedded || (is_message(type.get()) && !is_encoded(encoding_));
  }
  if (!embedded)
    return {};
  begin_header();
  return open({});
}

model::result<void> mime_scan::open(level&& next) {
  if (levels_.size() >= limits_.depth)
    return over("parts nested deeper", limits_.depth);
  levels_.push_back(std::move(next));
  return {};
}

bool mime_scan::take_boundary(std::string_view line) {
  for (auto at = levels_.size(); at-- > 0;) {
    const std::string_view boundary = levels_[at].boundary;
    if (boundary.empty() || !line.substr(2).starts_with(boundary))
      continue;
    auto rest = line.substr(2 + boundary.size());
    const bool last = rest.starts_with("--");
    rest.remove_prefix(last ? 2 : 0);
    if (rest.find_first_not_of(" \t\r") != rest.npos)
      continue;
    levels_.resize(last ? at : at + 1);
    if (last) {
      place_ = place::body;
    } else {
      ++parts_;
      begin_header();
    }
    return true;
  }
  return false;
}

void mime_scan::begin_header() {
  place_ = place::header;
  header_bytes_ = 0;
  header_lines_ = 0;
  content_types_.clear();
  encoding_.clear();
  field_ = field::other;
}

} // namespace vestnik::mail
