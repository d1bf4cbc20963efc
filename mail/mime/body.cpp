#include "mail/mime/body.hpp"

#include "mail/mime/attachment_name.hpp"
#include "mail/mime/charset.hpp"
#include "mail/mime/encoded_word.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/html_text.hpp"
#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <fmt/format.h>

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

std::string text_of(GMimePart* part, std::size_t limit) {
  const auto* charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
  const auto bytes = decoded(part);
  const auto text =
      to_utf8(std::string_view{bytes}.substr(0, limit), charset != nullptr ? charset : "");
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n')
      result += text[i];
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

bool is_shown(GMimeObject* part, const std::string& type) {
  auto* disposition = g_mime_object_get_content_disposition(part);
  if (disposition != nullptr && g_mime_content_disposition_is_attachment(disposition) != 0)
    return false;
  return type.starts_with("text/") && file_name(part).empty() && type != "text/calendar" &&
         type != "text/csv" && type != "text/x-vcard" && type != "text/vcard" &&
         type != "text/rfc822-headers";
}

void append(std::string& to, std::string_view text, std::string_view between) {
  if (!to.empty() && !text.empty())
    to += between;
  to += text;
}

} // namespace

model::result<void> body_collector::collect(GMimeObject* root, model::mail_content& into) {
  auto found = walk(root, 0);
  if (!found)
    return found.error();
  auto html_left = limits_.html;
  for (const auto& form : *found) {
    const auto html = std::string_view{form.html}.substr(0, is_empty(form.plain) ? html_left : 0);
    html_left -= html.size();
    append(into.text, html.empty() ? form.plain : text_from_html(html), "\n\n");
    append(into.html, form.html, "\n");
  }
  for (auto* text : {&into.text, &into.html})
    text->resize(model::utf8_beginning(*text, limits_.text).size());
  into.attachments = std::move(attachments_);
  return {};
}

model::result<body_collector::pieces> body_collector::walk(GMimeObject* object, std::size_t depth) {
  if (depth > limits_.depth || ++parts_ > limits_.parts + limits_.depth)
    return model::error{model::ec::too_large, "The message has too many parts."};
  if (GMIME_IS_MULTIPART(object))
    return walk_multipart(GMIME_MULTIPART(object), depth);
  if (GMIME_IS_PART(object))
    return take_part(GMIME_PART(object));
  const gobject_ptr<GMimeStream> nowhere{g_mime_stream_null_new()};
  const auto size = g_mime_object_write_to_stream(object, nullptr, nowhere.get());
  attach(object, static_cast<std::uint64_t>(std::max<gssize>(size, 0)));
  return pieces{};
}

model::result<body_collector::pieces> body_collector::walk_multipart(GMimeMultipart* parts,
                                                                     std::size_t depth) {
  pieces result;
  const int count = g_mime_multipart_get_count(parts);
  for (int i = 0; i < count; ++i) {
    auto found = walk(g_mime_multipart_get_part(parts, i), depth + 1);
    if (!found)
      return found.error();
    std::ranges::move(*found, std::back_inserter(result));
  }
  if (media_type(GMIME_OBJECT(parts)) != "multipart/alternative")
    return result;
  piece one;
  for (const auto& form : result) {
    append(one.plain, form.plain, "\n\n");
    append(one.html, form.html, "\n");
  }
  return pieces{std::move(one)};
}

body_collector::pieces body_collector::take_part(GMimePart* part) {
  auto* object = GMIME_OBJECT(part);
  const auto type = media_type(object);
  if (!is_shown(object, type)) {
    attach(object, decoded_size(part));
    return {};
  }
  auto text = text_of(part, limits_.text);
  return type == "text/html" ? pieces{{{}, std::move(text)}} : pieces{{std::move(text), {}}};
}

void body_collector::attach(GMimeObject* object, std::uint64_t size) {
  const auto* id = g_mime_object_get_content_id(object);
  attachments_.push_back({safe_attachment_name(decode_text(file_name(object)), limits_.name),
                          media_type(object), size, model::to_valid_utf8(id != nullptr ? id : "")});
}

} // namespace vestnik::mail
