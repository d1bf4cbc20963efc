#include "actors/mail/mail_wire.hpp"

#include "actors/rooms/read_answer.hpp"
#include "model/enumeration.hpp"
#include "model/values/fields.hpp"
#include "model/values/text.hpp"
#include "model/values/utf8.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

/// A line of a header as RFC 5322 (§2.1.1) allows it; what is longer was made to be.
constexpr std::size_t longest_subject = 998;

/// Of a name or an address in a list, characters.
constexpr std::size_t longest_name = 320;

/// Senders of a mail in a list.
constexpr std::size_t most_senders = 3;

/// Bytes of JSON that each list of a whole mail may have, and the mail altogether: half of what may
/// wait for one connection by default. What remains for the text is a quarter of a megabyte.
constexpr std::size_t list_bytes = 48 * 1024;
constexpr std::size_t mail_bytes = 512 * 1024;

std::string_view shown(std::string_view text, std::size_t characters) {
  return model::first_code_points(text, characters);
}

json::object one_address(const model::mail_address& of) {
  return {{"name", shown(of.name, longest_name)}, {"address", shown(of.address, longest_name)}};
}

json::object one_attachment(const model::mail_attachment& of) {
  return {{"name", shown(of.name, longest_name)},
          {"type", shown(of.type, longest_name)},
          {"size", of.size}};
}

/// Whether something of a mail is left out, since it is too long to be shown.
enum class extent : std::uint8_t { whole, truncated };

template <class Item>
json::array beginning_of(std::vector<Item> list, json::object (*write)(const Item&),
                         extent& shown_of_it) {
  if (cut_to_page(list, list.size(), write, list_bytes))
    shown_of_it = extent::truncated;
  json::array out;
  for (const auto& each : list)
    out.push_back(write(each));
  return out;
}

/// The longest beginning of a text that has no more `bytes` as JSON.
std::string_view beginning_of(std::string_view text, std::size_t bytes) {
  std::size_t end = 0;
  for (std::size_t size = 0; end < text.size(); ++end) {
    const auto octet = static_cast<unsigned char>(text[end]);
    size += octet < 0x20 ? 6 : octet == '"' || octet == '\\' ? 2 : 1;
    if (size > bytes)
      break;
  }
  return model::utf8_beginning(text, end);
}

using phase = fetch_state::phase;

constexpr model::words<phase, 5> phase_words{{{"connecting", phase::connecting},
                                              {"backfill", phase::backfill},
                                              {"live", phase::live},
                                              {"waiting", phase::waiting},
                                              {"refused", phase::refused}}};

constexpr bool is_phase(phase value) {
  switch (value) {
  case phase::connecting:
  case phase::backfill:
  case phase::live:
  case phase::waiting:
  case phase::refused:
    return true;
  }
  return false;
}
static_assert(model::has_a_row_for_each(phase_words, &model::word<phase>::second, is_phase));

json::array words_of(const std::vector<std::string>& cut) {
  return json::array(cut.begin(), cut.end());
}

bool is_seen(const std::vector<std::string>& flags) {
  return std::ranges::find(flags, "\\Seen") != flags.end();
}

} // namespace

json::object to_wire(const storage::mail_account& account) {
  return {{"id", to_string(account.id)},
          {"address", account.address},
          {"host", account.server.host},
          {"port", account.server.port},
          {"security", model::word_of(account.server.security, model::mail_security_words)},
          {"user", account.server.user}};
}

json::object to_wire(const storage::mail_summary& mail) {
  json::array from;
  for (const auto& sender : mail.from | std::views::take(most_senders))
    from.push_back(one_address(sender));
  json::object line{{"id", to_string(mail.id)},
                    {"folder", mail.folder},
                    {"from", std::move(from)},
                    {"subject", shown(mail.subject, longest_subject)},
                    {"snippet", mail.snippet},
                    {"received_at", model::to_rfc3339(mail.received_at)},
                    {"seen", mail.state == storage::mail_summary::reading::seen},
                    {"attachments", mail.attachments},
                    {"size", mail.size}};
  if (mail.from.size() > most_senders)
    line["from_count"] = mail.from.size();
  if (!mail.cut.empty())
    line["cut"] = words_of(mail.cut);
  return line;
}

json::object to_wire(const storage::mail_row& mail) {
  const auto& content = mail.mail.content;
  auto all = extent::whole;
  const auto list = [&all](const auto& of) { return beginning_of(of, one_address, all); };
  json::value sent_at = nullptr;
  if (content.date_sent != model::timestamp{})
    sent_at = model::to_rfc3339(content.date_sent);
  json::object whole{{"id", to_string(mail.id)},
                     {"folder", mail.mail.key.folder},
                     {"from", list(content.from)},
                     {"to", list(content.to)},
                     {"cc", list(content.cc)},
                     {"reply_to", list(content.reply_to)},
                     {"subject", shown(content.subject, longest_subject)},
                     {"sent_at", std::move(sent_at)},
                     {"received_at", model::to_rfc3339(mail.mail.date_received)},
                     {"seen", is_seen(mail.mail.flags)},
                     {"text", ""},
                     {"attachments", beginning_of(content.attachments, one_attachment, all)},
                     {"message_id", shown(content.message_id, longest_subject)},
                     {"size", mail.mail.size}};
  if (!content.cut.empty())
    whole["cut"] = words_of(content.cut);
  const auto text = beginning_of(content.text, mail_bytes - json::serialize(whole).size());
  if (text.size() < content.text.size())
    all = extent::truncated;
  whole["text"] = text;
  if (all == extent::truncated)
    whole["truncated"] = true;
  return whole;
}

json::object to_wire(const fetch_state& state) {
  const auto total = state.done + state.remaining;
  json::value error = nullptr;
  if (!state.error.empty())
    error = state.error;
  json::value retry_at = nullptr;
  if (state.now == phase::waiting)
    retry_at = model::to_rfc3339(state.retry_at);
  return {{"state", model::word_of(state.now, phase_words)},
          {"folder", state.folder},
          {"done", state.done},
          {"remaining", state.remaining},
          {"percent", total == 0 ? 100 : state.done * 100 / total},
          {"error", std::move(error)},
          {"retry_at", std::move(retry_at)}};
}

storage::mail_summary summary_of(const storage::mail_row& mail) {
  using reading = storage::mail_summary::reading;
  return {mail.id,
          mail.mail.key.folder,
          mail.mail.content.from,
          mail.mail.content.subject,
          mail.snippet,
          mail.mail.date_received,
          is_seen(mail.mail.flags) ? reading::seen : reading::unseen,
          static_cast<std::uint32_t>(mail.mail.content.attachments.size()),
          mail.mail.size,
          mail.snippet.empty() ? mail.mail.content.cut : std::vector<std::string>{}};
}

std::string snippet_of(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t characters = 0;
  bool pending_space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      pending_space = !out.empty();
      continue;
    }
    if (!model::continues_character(c)) {
      if (++characters + (pending_space ? 1 : 0) > limit)
        break;
      if (pending_space) {
        out += ' ';
        ++characters;
        pending_space = false;
      }
    }
    out += c;
  }
  return out;
}

} // namespace vestnik::actors
