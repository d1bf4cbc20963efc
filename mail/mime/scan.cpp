#include "mail/mime/scan.hpp"

#include "mail/mime/gobject_ptr.hpp"
#include "model/values/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vestnik::mail {

namespace {

/// How far behind a header a boundary is looked for by its look.
constexpr std::size_t boundary_distance = 16 * 1024;
/// RFC 2046 §5.1.1 allows 70.
constexpr std::size_t longest_boundary = 200;

/// Whether a header line begins the field `name`; blanks before the colon are let pass.
bool is_field(std::string_view line, std::string_view name) {
  if (!model::iequals(line.substr(0, name.size()), name))
    return false;
  const auto colon = line.find_first_not_of(" \t", name.size());
  return colon != line.npos && line[colon] == ':';
}

bool is_list_field(std::string_view line) {
  static constexpr std::array<std::string_view, 7> names{
      "to", "cc", "from", "bcc", "reply-to", "references", "in-reply-to"};
  return std::ranges::any_of(names, [&](auto name) { return is_field(line, name); });
}

/// An encoded message is opaque: GMime leaves it so, and its lines are no header.
bool is_encoded(const std::string& encoding) {
  const auto value = g_mime_content_encoding_from_string(encoding.c_str());
  return value == GMIME_CONTENT_ENCODING_BASE64 ||
         value == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
         value == GMIME_CONTENT_ENCODING_UUENCODE;
}

gobject_ptr<GMimeContentType> parsed_type(const std::string& value) {
  return gobject_ptr<GMimeContentType>{g_mime_content_type_parse(gmime_options(), value.c_str())};
}

bool is_type(const std::string& value, const char* type, const char* subtype) {
  const auto parsed = parsed_type(value);
  return parsed && g_mime_content_type_is_type(parsed.get(), type, subtype) != 0;
}

bool is_message(const std::string& value) {
  return is_type(value, "message", "rfc822") || is_type(value, "message", "news") ||
         is_type(value, "message", "global");
}

std::string boundary_parameter(const std::string& value) {
  const auto parsed = parsed_type(value);
  const auto* boundary =
      parsed ? g_mime_content_type_get_parameter(parsed.get(), "boundary") : nullptr;
  return boundary != nullptr ? boundary : std::string{};
}

/// The boundary of a value that has parameters which no grammar allows before it.
std::string boundary_anywhere(std::string_view value) {
  const auto lower = model::lower_ascii(value);
  const auto mark = lower.find("boundary=");
  if (mark == lower.npos)
    return {};
  auto rest = value.substr(mark + 9);
  const bool quoted = rest.starts_with('"');
  rest.remove_prefix(quoted ? 1 : 0);
  return std::string{rest.substr(0, rest.find_first_of(quoted ? "\"" : "; \t\r\n\"(),"))};
}

/// Whether it can be written between quotes.
bool is_plain(std::string_view boundary) {
  return !boundary.empty() && boundary.size() <= longest_boundary &&
         std::ranges::all_of(boundary,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

} // namespace

mime_scan::mime_scan(std::string_view message, const mime_limits& limits)
    : limits_{limits}
    , message_{message}
    , end_{message.size()}
    , headers_left_{limits.headers}
    , fields_left_{limits.fields} {
  if (message.size() > limits.message)
    stop(limits.message, "message");
  scan();
  finish();
}

void mime_scan::scan() {
  for (std::size_t start = 0; start < end_;) {
    const auto feed = message_.find('\n', start);
    const auto next = std::min(feed == message_.npos ? end_ : feed + 1, end_);
    // Most lines: nothing in them can matter.
    if (place_ == place::header || message_.substr(start).starts_with("--"))
      take_line(start, next);
    start = next;
  }
  if (place_ == place::header)
    end_header(end_);
}

void mime_scan::finish() {
  std::ranges::sort(edits_, [](const edit& one, const edit& other) {
    return std::pair{one.start, other.end} < std::pair{other.start, one.end};
  });
  readable_ = message_.substr(0, end_);
  if (edits_.empty())
    return;
  std::size_t copied = 0;
  for (const auto& [start, end, replacement] : edits_) {
    if (end <= copied || start >= end_)
      continue;
    // Of what overlaps the first says what comes in its place, and all of it goes.
    if (start >= copied) {
      changed_ += message_.substr(copied, start - copied);
      changed_ += replacement;
    }
    copied = std::min(end, end_);
  }
  changed_ += message_.substr(copied, end_ - copied);
  readable_ = changed_;
}

void mime_scan::take_line(std::size_t start, std::size_t end) {
  auto line = message_.substr(start, end - start);
  line.remove_suffix(line.ends_with('\n') ? 1 : 0);
  if (line.starts_with("--") && take_boundary(line)) {
    if (parts_ > limits_.parts)
      stop(start, "parts");
    return;
  }
  if (place_ == place::header)
    take_header_line(start, end);
}

void mime_scan::take_header_line(std::size_t start, std::size_t end) {
  auto line = message_.substr(start, end - start);
  line.remove_suffix(line.ends_with('\n') ? 1 : 0);
  if (line.empty() || line == "\r")
    return end_header(end);
  if (line.front() != ' ' && line.front() != '\t')
    begin_field(line, start);
  const auto kept = kept_of(line);
  if (kept < line.size()) {
    // Of a line that is left out altogether the feed goes, too: it would end the header.
    replace(start + kept, kept > 0 ? start + line.size() : end, {});
    note("header");
  }
  const auto text = line.substr(0, kept);
  if (field_ == field::content_type) {
    auto& type = types_.back();
    type.end = end;
    type.value +=
        type.value.empty() ? text.substr(std::min(text.find(':') + 1, text.size())) : text;
  } else if (field_ == field::encoding && encoding_.empty() && kept > 0) {
    encoding_ = model::without_blanks(text.substr(text.find(':') + 1));
    encoding_.erase(encoding_.find_last_not_of("\r") + 1);
  }
}

void mime_scan::begin_field(std::string_view line, std::size_t start) {
  field_ = is_field(line, "content-type")                ? field::content_type
           : is_field(line, "content-transfer-encoding") ? field::encoding
           : is_list_field(line)                         ? field::list
                                                         : field::other;
  field_left_ = field_ == field::list ? limits_.list : limits_.field;
  if (fields_left_ == 0)
    field_left_ = 0;
  else
    --fields_left_;
  if (field_ == field::content_type)
    types_.push_back({start, start, {}});
}

std::size_t mime_scan::kept_of(std::string_view line) {
  auto kept = std::min({line.size(), field_left_, headers_left_});
  // Half an address is none.
  if (kept < line.size() && field_ == field::list)
    kept = line.substr(0, kept).rfind(',') + 1;
  headers_left_ -= kept;
  field_left_ = kept < line.size() ? 0 : field_left_ - kept;
  return kept;
}

void mime_scan::end_header(std::size_t body) {
  place_ = place::body;
  const bool in_digest = !levels_.empty() && levels_.back().are == level::children::messages;
  const auto types = std::exchange(types_, {});
  const auto multipart =
      std::ranges::find_if(types, [](const auto& x) { return is_type(x.value, "multipart", "*"); });
  const auto chosen = multipart != types.end() ? multipart : types.begin();
  for (auto each = types.begin(); each != types.end(); ++each)
    if (each != chosen)
      replace(each->start, each->end, {});
  if (multipart != types.end()) {
    const auto boundary = boundary_of(multipart->value, body);
    const bool digest = is_type(multipart->value, "multipart", "digest");
    if (boundary.empty())
      return replace(multipart->start, multipart->end, {});
    if (boundary != boundary_parameter(multipart->value)) {
      const auto subtype = digest                                                  ? "digest"
                           : is_type(multipart->value, "multipart", "alternative") ? "alternative"
                                                                                   : "mixed";
      replace(multipart->start, multipart->end,
              fmt::format("Content-Type: multipart/{}; boundary=\"{}\"\n", subtype, boundary));
    }
    return open({boundary, digest ? level::children::messages : level::children::plain}, body);
  }
  const bool embedded =
      types.empty() ? in_digest : is_message(chosen->value) && !is_encoded(encoding_);
  if (!embedded)
    return;
  begin_header();
  open({}, body);
}

std::string mime_scan::boundary_of(const std::string& type, std::size_t body) const {
  auto boundary = boundary_parameter(type);
  // One that is never used hides all: looked for once, since that takes the whole message.
  const bool is_used = parts_ > 1 || !levels_.empty() ||
                       message_.substr(0, end_).find("--" + boundary, body) != message_.npos;
  if (!boundary.empty() && is_used)
    return boundary;
  if (boundary.empty()) {
    boundary = boundary_anywhere(type);
    if (is_plain(boundary))
      return boundary;
  }
  return likely_boundary(body);
}

std::string mime_scan::likely_boundary(std::size_t body) const {
  auto text = message_.substr(body, std::min(boundary_distance, end_ - std::min(body, end_)));
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto boundary = line.substr(line.starts_with("--") ? 2 : line.size());
    boundary = boundary.substr(0, boundary.find_last_not_of(" \t\r") + 1);
    if (is_plain(boundary) && model::iequals(text.substr(0, 8), "content-"))
      return std::string{boundary};
  }
  return {};
}

void mime_scan::open(level next, std::size_t at) {
  if (levels_.size() >= limits_.depth)
    return stop(at, "nesting");
  levels_.push_back(std::move(next));
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
  types_.clear();
  encoding_.clear();
  field_ = field::other;
  field_left_ = limits_.field;
}

void mime_scan::replace(std::size_t start, std::size_t end, std::string by) {
  if (!edits_.empty() && by.empty() && edits_.back().end == start &&
      edits_.back().replacement.empty())
    edits_.back().end = end;
  else
    edits_.push_back({start, end, std::move(by)});
}

void mime_scan::note(const char* limit) {
  if (std::ranges::find(cut_, limit) == cut_.end())
    cut_.emplace_back(limit);
}

void mime_scan::stop(std::size_t at, const char* why) {
  end_ = at;
  note(why);
}

} // namespace vestnik::mail
