#include "tests/simulation/final_reading.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::simulation {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t page = 50;

} // namespace

final_reading::final_reading(surroundings& around, std::vector<std::string> people)
    : around_{around}
    , people_{std::move(people)} {
  begin_person();
}

final_reading::~final_reading() { hang_up(); }

void final_reading::hang_up() {
  if (!socket_)
    return;
  socket_->on_close = [](std::uint16_t) {};
  socket_->cut();
}

void final_reading::begin_person() {
  if (is_complete())
    return;
  auto connection = around_.connect(user());
  if (!connection)
    return around_.later(500ms, [this] { begin_person(); });
  logs_.clear();
  chats_.clear();
  mailboxes_.clear();
  messages_.clear();
  phase_ = phase::asking;
  socket_ = socket::open({"final reading", user(), "final reading"}, std::move(connection), around_,
                         socket::notes::none);
  socket_->on_event = [this](const json::object& payload) { on_event(payload); };
  socket_->on_close = [this](std::uint16_t code) {
    record().closed({"final reading", user(), "final reading"}, code);
    begin_person();
  };
  ask("chats", "list", {}, [this](const json::value& data) {
    const auto& chats = data.at("chats").as_array();
    record().final(user(), "chats", {{"chats", chats}});
    for (const auto& chat : chats)
      chats_.push_back("chat:" + std::string{chat.at("id").as_string()});
    list_mailboxes();
  });
}

void final_reading::list_mailboxes() {
  ask("mail", "accounts", {}, [this](const json::value& data) {
    for (const auto& account : data.at("accounts").as_array())
      mailboxes_.push_back("mailbox:" + std::string{account.at("id").as_string()});
    read_logs();
  });
}

void final_reading::ask(std::string stream, std::string action, json::object parameters,
                        std::function<void(const json::value&)> then) {
  socket_->request(stream, action, parameters,
                   [=, this, on = socket_](const socket::answer& answer) {
                     if (answer.how == socket::answer::end::ok)
                       return then(answer.data);
                     if (answer.how != socket::answer::end::lost)
                       around_.later(500ms, [=, this] {
                         if (on->is_open())
                           ask(stream, action, parameters, then);
                       });
                   });
}

void final_reading::read_logs() {
  json::object positions{{"user:" + user(), 0}};
  for (const auto* rooms : {&chats_, &mailboxes_})
    for (const auto& room : *rooms)
      positions.emplace(room, 0);
  ask("rooms", "subscribe", {{"rooms", positions}}, [this](const json::value& data) {
    const auto& rooms = data.at("rooms").as_object();
    const auto failed = std::ranges::any_of(
        rooms, [](const auto& each) { return each.value().as_object().contains("error"); });
    if (failed)
      return socket_->cut();
    for (const auto& [room, outcome] : rooms) {
      auto& log = logs_[room];
      log.head = outcome.at("seq").to_number<std::uint64_t>();
      if (const auto* state = outcome.as_object().if_contains("state"))
        log.state = *state;
      heads_[user()][room] = log.head;
    }
    phase_ = phase::reading_logs;
    end_logs_if_complete();
  });
}

void final_reading::on_event(const json::object& payload) {
  logs_[std::string{payload.at("room").as_string()}].events.push_back(
      json::object{{"seq", payload.at("seq")},
                   {"event", payload.at("event")},
                   {"time", payload.at("at")},
                   {"data", payload.at("data")}});
  end_logs_if_complete();
}

void final_reading::end_logs_if_complete() {
  const auto is_read = [](const auto& each) {
    const auto& [head, state, events] = each.second;
    const auto last =
        events.empty() ? 0 : events.back().at("seq").template to_number<std::uint64_t>();
    return last >= head;
  };
  if (phase_ != phase::reading_logs || !std::ranges::all_of(logs_, is_read))
    return;
  phase_ = phase::reading_histories;
  for (const auto& [room, log] : logs_) {
    json::object fields{{"room", room}, {"head", log.head}, {"events", log.events}};
    if (!log.state.is_null())
      fields.emplace("state", log.state);
    record().final(user(), "log", std::move(fields));
  }
  read_history(0);
}

void final_reading::read_history(std::uint64_t before) {
  if (chats_.empty())
    return read_mails("");
  const auto room = chats_.front();
  ask("chats", "history",
      {{"chat", room.substr(room.find(':') + 1)}, {"before", before}, {"limit", page}},
      [this, room](const json::value& data) {
        for (const auto& message : data.at("messages").as_array())
          messages_.push_back(message);
        if (data.at("more").as_bool())
          return read_history(messages_.back().at("seq").to_number<std::uint64_t>());
        auto messages = std::exchange(messages_, {});
        std::reverse(messages.begin(), messages.end());
        chats_.erase(chats_.begin());
        record().final(user(), "history", {{"room", room}, {"messages", std::move(messages)}});
        read_history(0);
      });
}

void final_reading::read_mails(const std::string& before) {
  if (mailboxes_.empty()) {
    hang_up();
    ++person_;
    return begin_person();
  }
  const auto room = mailboxes_.front();
  ask("mail", "messages",
      {{"account", room.substr(room.find(':') + 1)}, {"before", before}, {"limit", page}},
      [this, room](const json::value& data) {
        for (const auto& mail : data.at("messages").as_array())
          messages_.push_back(mail);
        if (data.at("more").as_bool())
          return read_mails(std::string{data.at("cursor").as_string()});
        mailboxes_.erase(mailboxes_.begin());
        record().final(user(), "mails", {{"room", room}, {"mails", std::exchange(messages_, {})}});
        read_mails("");
      });
}

} // namespace vestnik::simulation
