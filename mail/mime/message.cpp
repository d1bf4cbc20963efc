#include "mail/mime/message.hpp"

#include "mail/mime/body.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "mail/mime/header.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vestnik::mail {

namespace {

/// Ends a text that is not all there was, for its reader.
constexpr std::string_view left_out = "\n\n[…]";

gobject_ptr<GMimeMessage> construct(std::string_view raw) {
  auto* options = gmime_options();
  const gobject_ptr<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(raw.data(), raw.size())};
  const gobject_ptr<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
  // Parts then refer to the stream instead of holding copies.
  g_mime_parser_set_persist_stream(parser.get(), TRUE);
  return gobject_ptr<GMimeMessage>{g_mime_parser_construct_message(parser.get(), options)};
}

/// GMime gives up where the first line is no field: then it is left out if it looks like
/// the rest of one, and else the message is all body.
gobject_ptr<GMimeMessage> read_message(std::string_view raw) {
  auto message = construct(raw);
  if (message)
    return message;
  auto rest = raw;
  while (rest.starts_with(' ') || rest.starts_with('\t'))
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  if (rest.size() < raw.size())
    message = construct(rest);
  return message ? std::move(message) : construct("\n" + std::string{raw});
}

/// The first field of that name, folded and undecoded; empty if there is none.
std::string_view raw_field(GMimeMessage* message, const char* name) {
  auto* fields = g_mime_object_get_header_list(GMIME_OBJECT(message));
  auto* field = g_mime_header_list_get_header(fields, name);
  const auto* value = field != nullptr ? g_mime_header_get_raw_value(field) : nullptr;
  return value != nullptr ? std::string_view{value} : std::string_view{};
}

std::string first_message_id(std::string_view raw) {
  auto ids = decode_message_ids(raw);
  return ids.empty() ? std::string{} : std::move(ids.front());
}

} // namespace

model::result<model::mail_content> parse_mime(std::string_view raw, const mime_limits& limits) {
  const mime_scan scan{raw, limits};
  const auto message = read_message(scan.readable());
  if (!message)
    return model::error{model::ec::malformed, "The message has no header."};

  auto* body = g_mime_message_get_mime_part(message.get());
  const auto charset = body != nullptr ? charset_of_text(body) : std::string_view{};
  const auto field = [&](const char* name) { return raw_field(message.get(), name); };
  model::mail_content content;
  content.subject = decode_text(field("Subject"), charset);
  content.from = decode_addresses(field("From"), charset);
  content.to = decode_addresses(field("To"), charset);
  content.cc = decode_addresses(field("Cc"), charset);
  content.reply_to = decode_addresses(field("Reply-To"), charset);
  content.date_sent = decode_date(field("Date"));
  content.message_id = first_message_id(field("Message-ID"));
  content.in_reply_to = first_message_id(field("In-Reply-To"));
  content.references = decode_message_ids(field("References"));
  content.cut = scan.cut();
  if (body != nullptr)
    body_collector{limits}.collect(body, content);
  if (std::ranges::any_of(content.cut, [](const auto& x) { return x != "header" && x != "html"; }))
    content.text += left_out;
  return content;
}

} // namespace vestnik::mail
