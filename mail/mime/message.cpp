#include "mail/mime/message.hpp"

#include "mail/mime/body.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "mail/mime/header.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vestnik::mail {

namespace {

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
  mime_scan scan{limits};
  if (auto done = scan.feed(raw); !done)
    return done.error();
  if (auto done = scan.finish(); !done)
    return done.error();
  const auto message = read_message(raw);
  if (!message)
    return model::error{model::ec::malformed, "The message has no header."};

  const auto field = [&](const char* name) { return raw_field(message.get(), name); };
  model::mail_content content;
  content.subject = decode_text(field("Subject"));
  content.from = decode_addresses(field("From"));
  content.to = decode_addresses(field("To"));
  content.cc = decode_addresses(field("Cc"));
  content.reply_to = decode_addresses(field("Reply-To"));
  content.date_sent = decode_date(field("Date"));
  content.message_id = first_message_id(field("Message-ID"));
  content.in_reply_to = first_message_id(field("In-Reply-To"));
  content.references = decode_message_ids(field("References"));
  if (auto* body = g_mime_message_get_mime_part(message.get()))
    if (auto done = body_collector{limits}.collect(body, content); !done)
      return done.error();
  return content;
}

} // namespace vestnik::mail
