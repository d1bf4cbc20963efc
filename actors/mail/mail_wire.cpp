#include "actors/mail/mail_wire.hpp"

#include "model/enumeration.hpp"
#include "model/values/fields.hpp"
#include "model/values/utf8.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

json::array addresses(const std::vector<model::mail_address>& list) {
  json::array out;
  for (const auto& address : list)
    out.push_back({{"name", address.name}, {"address", address.address}});
  return out;
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
  return {{"id", to_string(mail.id)},
          {"folder", mail.folder},
          {"from", addresses(mail.from)},
          {"subject", mail.subject},
          {"snippet", mail.snippet},
          {"received_at", model::to_rfc3339(mail.received_at)},
          {"seen", mail.state == storage::mail_summary::reading::seen},
          {"attachments", mail.attachments}};
}

json::object to_wire(const storage::mail_row& mail) {
  const auto& content = mail.mail.content;
  json::array attachments;
  for (const auto& file : content.attachments)
    attachments.push_back({{"name", file.name}, {"type", file.type}, {"size", file.size}});
  return {{"id", to_string(mail.id)},
          {"folder", mail.mail.key.folder},
          {"from", addresses(content.from)},
          {"to", addresses(content.to)},
          {"cc", addresses(content.cc)},
          {"reply_to", addresses(content.reply_to)},
          {"subject", content.subject},
          {"sent_at", model::to_rfc3339(content.date_sent)},
          {"received_at", model::to_rfc3339(mail.mail.date_received)},
          {"seen", is_seen(mail.mail.flags)},
          {"text", content.text},
          {"attachments", std::move(attachments)},
          {"message_id", content.message_id}};
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
          static_cast<std::uint32_t>(mail.mail.content.attachments.size())};
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
