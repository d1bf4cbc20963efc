#include "mail/mime/body.hpp"

#include "mail/mime/attachment_name.hpp"
#include "mail/mime/charset.hpp"
#include "mail/mime/charset_name.hpp"
#include "mail/mime/encoded_word.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/html_text.hpp"
#include "mail/mime/plain_text.hpp"
#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

namespace vestnik::mail {

namespace {

bool is_empty(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::string media_type(GMimeObject* object) {
  auto* type = g_mime_object_get_content_type(object);
  if (type == nullptr)
    return "text/plain";
  const glib_string name{g_mime_content_type_get_mime_type(type)};
  return model::lower_ascii(model::to_valid_utf8(name.get()));
}

/// The decoded bytes of a part, in its own charset.
std::string decoded(GMimePart* part) {
  auto* content = g_mime_part_get_content(part);
  if (content == nullptr)
    return {};
  const gobject_ptr<GMimeStream> stream{g_mime_stream_mem_new()};
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::uint64_t decoded_size(GMimePart* part) {
  auto* content = g_mime_part_get_content(part);
  if (content == nullptr)
    return 0;
  const gobject_ptr<GMimeStream> nowhere{g_mime_stream_null_new()};
  g_mime_data_wrapper_write_to_stream(content, nowhere.get());
  return static_cast<std::uint64_t>(std::max<gint64>(g_mime_stream_tell(nowhere.get()), 0));
}

const char* parameter(GMimePart* part, const char* name) {
  const auto* value = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name);
  return value != nullptr ? value : "";
}

std::string with_line_feeds(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto end = std::min(text.find("\r\n"), text.size());
    result += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string raw_field(GMimeObject* object, const char* name) {
  auto* field = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
  const auto* value = field != nullptr ? g_mime_header_get_raw_value(field) : nullptr;
  return value != nullptr ? rewrite_encoded_words(value) : std::string{};
}

/// The name as sent, decoded: from Content-Disposition, else from Content-Type.
std::string file_name(GMimeObject* object) {
  const auto disposition = raw_field(object, "Content-Disposition");
  if (const gobject_ptr<GMimeContentDisposition> parsed{
          g_mime_content_disposition_parse(gmime_options(), disposition.c_str())})
    if (const auto* name = g_mime_content_disposition_get_parameter(parsed.get(), "filename"))
      return name;
  const auto type = raw_field(object, "Content-Type");
  if (const gobject_ptr<GMimeContentType> parsed{
          g_mime_content_type_parse(gmime_options(), type.c_str())})
    if (const auto* name = g_mime_content_type_get_parameter(parsed.get(), "name"))
      return name;
  return {};
}

/// What becomes of a part. Spare is text with a file name: an attachment, and shown if there is
/// no other text, since attachments cannot be opened.
enum class role : std::uint8_t { shown, spare, attached };

role role_of(GMimeObject* part, const std::string& type, std::size_t depth) {
  auto* disposition = g_mime_object_get_content_disposition(part);
  const bool attached =
      disposition != nullptr && g_mime_content_disposition_is_attachment(disposition) != 0;
  const bool is_read = type == "text/plain" || type == "text/html";
  if (attached || !file_name(part).empty())
    return is_read && (!attached || depth == 0) ? role::spare : role::attached;
  const bool is_text = type.starts_with("text/") && type != "text/calendar" && type != "text/csv" &&
                       type != "text/x-vcard" && type != "text/vcard" &&
                       type != "text/rfc822-headers";
  return is_text ? role::shown : role::attached;
}

void append(std::string& to, std::string_view text, std::string_view between) {
  if (!to.empty() && !text.empty())
    to += between;
  to += text;
}

} // namespace

void body_collector::collect(GMimeObject* root, model::mail_content& into) {
  auto found = walk(root, 0);
  const bool is_all_empty = std::ranges::all_of(found, [](const auto& x) {
    return is_empty(x.plain) && is_empty(x.html) && is_empty(x.other);
  });
  for (const auto& form : is_all_empty ? spare_ : found) {
    append(into.text, shown(form), "\n\n");
    append(into.html, form.html, "\n");
  }
  for (auto* text : {&into.text, &into.html}) {
    if (text->size() > limits_.text)
      note(text == &into.text ? "text" : "html");
    text->resize(model::utf8_beginning(*text, limits_.text).size());
  }
  into.attachments = std::move(attachments_);
  std::ranges::copy_if(cut_, std::back_inserter(into.cut), [&](const auto& x) {
    return std::ranges::find(into.cut, x) == into.cut.end();
  });
}

body_collector::pieces body_collector::walk(GMimeObject* object, std::size_t depth) {
  if (depth > limits_.depth || ++parts_ > limits_.parts + limits_.depth) {
    note("parts");
    return {};
  }
  if (GMIME_IS_MULTIPART(object))
    return walk_multipart(GMIME_MULTIPART(object), depth);
  if (GMIME_IS_PART(object))
    return take_part(GMIME_PART(object), depth);
  const gobject_ptr<GMimeStream> nowhere{g_mime_stream_null_new()};
  const auto size = g_mime_object_write_to_stream(object, nullptr, nowhere.get());
  attach(object, static_cast<std::uint64_t>(std::max<gssize>(size, 0)));
  return {};
}

body_collector::pieces body_collector::walk_multipart(GMimeMultipart* parts, std::size_t depth) {
  pieces result;
  const int count = g_mime_multipart_get_count(parts);
  for (int i = 0; i < count; ++i)
    std::ranges::move(walk(g_mime_multipart_get_part(parts, i), depth + 1),
                      std::back_inserter(result));
  if (media_type(GMIME_OBJECT(parts)) != "multipart/alternative")
    return result;
  piece one;
  for (auto& form : result) {
    append(one.plain, form.plain, "\n\n");
    append(one.html, form.html, "\n");
    // The last one is the sender's best.
    if (!is_empty(form.other)) {
      one.other = std::move(form.other);
      one.of_other = form.of_other;
    }
  }
  return pieces{std::move(one)};
}

body_collector::pieces body_collector::take_part(GMimePart* part, std::size_t depth) {
  auto* object = GMIME_OBJECT(part);
  const auto type = media_type(object);
  const auto role = role_of(object, type, depth);
  if (role != role::shown)
    attach(object, decoded_size(part));
  if (role == role::attached)
    return {};
  piece result;
  if (type == "text/html") {
    result.html = text_of(part);
  } else if (type == "text/plain") {
    result.plain = text_of(part);
    const auto blank = model::iequals(parameter(part, "delsp"), "yes") ? flowed_blank::is_mark
                                                                       : flowed_blank::is_text;
    if (model::iequals(parameter(part, "format"), "flowed"))
      result.plain = text_from_flowed(result.plain, blank);
  } else {
    result.other = text_of(part);
    if (type == "text/enriched" || type == "text/richtext")
      result.of_other = piece::markup::enriched;
    else if (type.find("html") != type.npos)
      result.of_other = piece::markup::html;
  }
  if (role == role::shown)
    return pieces{std::move(result)};
  spare_.push_back(std::move(result));
  return {};
}

std::string body_collector::text_of(GMimePart* part) {
  if (text_left_ == 0) {
    note("text");
    return {};
  }
  const auto bytes = decoded(part);
  if (bytes.size() > text_left_)
    note("text");
  const auto beginning = std::string_view{bytes}.substr(0, text_left_);
  text_left_ -= beginning.size();
  return with_line_feeds(to_utf8(beginning, parameter(part, "charset")));
}

std::string body_collector::shown(const piece& form) {
  if (!is_empty(form.plain))
    return form.plain;
  if (!is_empty(form.html))
    return shown_of_html(form.html);
  switch (form.of_other) {
  case piece::markup::none:
    return form.other;
  case piece::markup::html:
    return shown_of_html(form.other);
  case piece::markup::enriched:
    return text_from_enriched(form.other);
  }
  return {};
}

std::string body_collector::shown_of_html(std::string_view html) {
  if (html.size() > html_left_)
    note("text");
  html = html.substr(0, html_left_);
  html_left_ -= html.size();
  return text_from_html(html);
}

void body_collector::attach(GMimeObject* object, std::uint64_t size) {
  const auto* id = g_mime_object_get_content_id(object);
  attachments_.push_back({safe_attachment_name(decode_text(file_name(object)), limits_.name),
                          media_type(object), size, model::to_valid_utf8(id != nullptr ? id : "")});
}

void body_collector::note(const char* limit) {
  if (std::ranges::find(cut_, limit) == cut_.end())
    cut_.emplace_back(limit);
}

std::string_view charset_of_text(GMimeObject* root) {
  for (auto* object = root; object != nullptr;) {
    if (GMIME_IS_PART(object)) {
      const std::string_view charset = parameter(GMIME_PART(object), "charset");
      const auto* known = known_charset(charset);
      const std::string_view name = known != nullptr ? known : "";
      const bool is_eight_bits = !name.empty() && !name.starts_with("UTF-") &&
                                 !name.starts_with("ISO-2022") &&
                                 !model::iequals(charset, "us-ascii");
      return is_eight_bits ? charset : std::string_view{};
    }
    object = GMIME_IS_MULTIPART(object) && g_mime_multipart_get_count(GMIME_MULTIPART(object)) > 0
                 ? g_mime_multipart_get_part(GMIME_MULTIPART(object), 0)
                 : nullptr;
  }
  return {};
}

} // namespace vestnik::mail
