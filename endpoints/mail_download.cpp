#include "endpoints/mail_download.hpp"

#include "model/values/fields.hpp"
#include "model/values/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

namespace json = boost::json;

/// Mails of one download, the newest: their ids are one frame.
constexpr std::size_t most_mails = 10'000;

/// Of one page of the mailbox's list.
constexpr std::uint32_t list_page = model::page_size.most;

/// Characters of a mail's text. With the most wasteful escapes of JSON it still fits what a
/// connection may have waiting.
constexpr std::size_t longest_text = 100'000;

/// What may be on its way before we wait for the client to have taken it.
constexpr std::size_t most_frames = 16;
constexpr std::size_t most_bytes = 64 * 1024;

/// Requests of the client that may wait.
constexpr std::size_t most_requested = 16;
/// When more may be asked, as the answers are on their way.
constexpr std::chrono::seconds download_retry{1};

std::string_view text_at(const json::object& from, std::string_view key) {
  return from.at(key).as_string();
}

/// `Carol <carol@example.org>, dan@example.org`
std::string senders(const json::array& from) {
  std::string out;
  for (const auto& one : from) {
    const auto name = text_at(one.as_object(), "name");
    const auto address = text_at(one.as_object(), "address");
    out += out.empty() ? "" : ", ";
    out += name.empty() ? std::string{address} : fmt::format("{} <{}>", name, address);
  }
  return out;
}

} // namespace

mail_download::mail_download(connection& at)
    : at_{at}
    , mailbox_{model::room_of(
          model::account_id{model::parse_id(at.capture("account"), "account").value()})} {}

void mail_download::connect() {
  // First to be told of what arrives, then to look what is there: so nothing is missed.
  at_.layer().follow({mailbox_, std::nullopt},
                     at_.guarded([this](const model::result<subscription>& joined) {
                       if (!joined)
                         return fail(joined.error());
                       if (!joined->state.text.empty())
                         note_state(json::parse(joined->state.text).as_object());
                       list("");
                     }),
                     at_.guarded([this](std::string_view frame) { hear(frame); }));
}

void mail_download::receive(frame_kind kind, std::string_view payload) {
  if (kind == frame_kind::binary)
    throw model::error{model::ec::malformed, "frames are text, not binary"};
  const auto said = model::parse_json(payload);
  if (!said)
    throw model::error{said.error()};
  const auto* object = said->if_object();
  if (!object)
    throw model::error{model::ec::malformed, "a frame is a JSON object"};
  model::fields in{*object};
  const auto wanted = in.id<model::mail_id>("uid").value;
  if (const auto problem = in.problem())
    throw model::error{*problem};
  if (requested_.size() >= most_requested)
    throw model::error{model::ec::too_many, "too many requests wait for their answers", "uid",
                       download_retry};
  // What is being read is the answer already.
  if (wanted != reading_)
    requested_.push_back(wanted);
  go_on();
}

void mail_download::list(std::string before) {
  if (before.empty())
    pass_ = pass::found_nothing;
  now_ = doing::listing;
  at_.layer().command(
      {at_.facts().identity.user, mailbox_, "", model::list_mails{std::move(before), list_page}},
      at_.guarded([this](const model::result<model::json_text>& page) {
        if (page)
          take_page(*page);
        else
          fail(page.error());
      }));
}

void mail_download::take_page(const model::json_text& page) {
  const auto data = json::parse(page.text);
  for (const auto& mail : data.at("messages").as_array())
    learn(text_at(mail.as_object(), "id"));
  if (data.at("more").as_bool() && known_.size() < most_mails)
    return list(std::string{text_at(data.as_object(), "cursor")});
  if (!announced_)
    announce();
  now_ = doing::idle;
  go_on();
}

void mail_download::announce() {
  json::array ids;
  for (const auto id : waiting_)
    ids.emplace_back(std::to_string(id));
  at_.send({json::serialize(json::object{{"list_uids", std::move(ids)}})});
  ++frames_;
  announced_ = true;
}

void mail_download::hear(std::string_view frame) {
  const auto event = json::parse(frame);
  const auto& payload = event.at("payload").as_object();
  const auto kind = text_at(payload, "event");
  const auto& data = payload.at("data").as_object();
  if (kind == "mailbox.state")
    note_state(data);
  else if (kind == "mail.received")
    learn(text_at(data, "id"));
  // Until the next state says so itself.
  if (kind == "mail.received" || kind == "mail.quarantined")
    coming_ -= std::min<std::uint64_t>(coming_, 1);
  go_on();
}

void mail_download::note_state(const json::object& state) {
  const auto word = text_at(state, "state");
  server_ = word == "connecting" || word == "backfill" ? server::fetching : server::settled;
  coming_ = server_ == server::fetching ? state.at("remaining").to_number<std::uint64_t>() : 0;
}

void mail_download::learn(std::string_view id) {
  const auto number = model::parse_id(id, "id").value();
  if (known_.size() >= most_mails || !known_.insert(number).second)
    return;
  waiting_.push_back(number);
  pass_ = pass::found_some;
}

void mail_download::go_on() {
  if (now_ != doing::idle)
    return;
  if (!requested_.empty() || !waiting_.empty()) {
    if (frames_ < most_frames && bytes_ < most_bytes)
      return read_next();
    now_ = doing::draining;
    return at_.when_flushed(at_.guarded([this] {
      frames_ = 0;
      bytes_ = 0;
      now_ = doing::idle;
      go_on();
    }));
  }
  if (server_ == server::fetching)
    return;
  // The end is where a whole pass finds nothing that is new.
  if (pass_ == pass::found_some)
    return list("");
  now_ = doing::over;
  at_.finish();
}

void mail_download::read_next() {
  auto whose = turn::first;
  if (requested_.empty()) {
    reading_ = waiting_.front();
    waiting_.pop_front();
  } else {
    reading_ = requested_.front();
    requested_.pop_front();
    if (std::erase(waiting_, reading_) == 0)
      whose = turn::again;
  }
  now_ = doing::reading;
  at_.layer().command(
      {at_.facts().identity.user, mailbox_, "", model::read_mail{model::mail_id{reading_}}},
      at_.guarded([this, whose](const model::result<model::json_text>& answer) {
        take_mail(answer, whose);
      }));
}

void mail_download::take_mail(const model::result<model::json_text>& answer, turn whose) {
  now_ = doing::idle;
  reading_ = 0;
  if (answer) {
    if (whose == turn::first)
      ++done_;
    send_mail(json::parse(answer->text).at("message").as_object());
  } else if (answer.error().code != model::ec::not_found) {
    return fail(answer.error());
  } else if (whose == turn::again) {
    at_.refuse(answer.error());
    ++frames_;
  }
  go_on();
}

void mail_download::send_mail(const json::object& mail) {
  const auto remaining = waiting_.size() + coming_;
  const auto total = done_ + remaining;
  json::array files;
  for (const auto& one : mail.at("attachments").as_array())
    files.push_back(one.at("name"));
  const auto text = json::serialize(json::object{
      {"count", remaining},
      {"reverse_number", done_},
      {"procent", fmt::format("{:.2f}", total == 0 ? 100.0
                                                   : 100.0 * static_cast<double>(done_) /
                                                         static_cast<double>(total))},
      {"uid", mail.at("id")},
      {"title", mail.at("subject")},
      {"sender", senders(mail.at("from").as_array())},
      {"date_sending", mail.at("sent_at")},
      {"date_receipt", mail.at("received_at")},
      {"text", model::first_code_points(text_at(mail, "text"), longest_text)},
      {"files", std::move(files)},
  });
  at_.send({text});
  ++frames_;
  bytes_ += text.size();
}

void mail_download::fail(const model::error& why) {
  now_ = doing::over;
  at_.refuse(why);
  at_.close(why);
}

} // namespace vestnik::endpoints
