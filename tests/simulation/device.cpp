#include "tests/simulation/device.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::simulation {

namespace json = boost::json;
using namespace std::chrono_literals;
using end = socket::answer::end;

namespace {

/// The most operations that may wait for their answer.
constexpr std::size_t window = 48;
/// Answered operations that may be repeated.
constexpr std::size_t remembered = 16;

std::string name_of(const json::object& chat) {
  return fmt::format("chat:{}", std::string_view{chat.at("id").as_string()});
}

std::string id_of(std::string_view room) { return std::string{room.substr(room.find(':') + 1)}; }

} // namespace

device::device(std::string name, std::string user, std::vector<std::string> peers,
               const habits& person, surroundings& around)
    : name_{std::move(name)}
    , user_{std::move(user)}
    , peers_{std::move(peers)}
    , habits_{person}
    , around_{around} {
  positions_["user:" + user_];
}

// -- connection ---------------------------------------------------------------------------------

std::shared_ptr<socket> device::open() {
  auto connection = around_.connect(user_);
  if (!connection)
    return nullptr;
  auto opened = socket::open({name_, user_, fmt::format("{}.{}", name_, ++sockets_)},
                             std::move(connection), around_, socket::notes::all);
  opened->on_event = [this](const json::object& payload) { on_event(payload); };
  opened->on_close = [](std::uint16_t) {};
  return opened;
}

void device::connect() {
  main_ = open();
  if (!main_)
    return around_.later(300ms, [this] { connect(); });
  main_->on_close = [this](std::uint16_t code) {
    if (code >= 4'500)
      around_.record().stuck(fmt::format("{} was closed with {}", name_, code));
    subscribing_ = 0;
    around_.later(std::chrono::milliseconds{around_.chance().below(1'000)}, [this] { connect(); });
  };
  adopt();
}

void device::adopt() {
  std::vector<std::string> rooms;
  for (const auto& [room, at] : positions_)
    rooms.push_back(room);
  subscribe(rooms);
  for (const auto& each : std::vector{outbox_})
    transmit(main_, each);
  if (listing_ == listing::due)
    list();
}

void device::list() {
  list("chats", "list", [this](const json::object& data) {
    for (const auto& chat : data.at("chats").as_array())
      discover(chat.as_object());
    if (habits_.mailboxes > 0)
      list_mailboxes();
    else
      listing_ = listing::done;
  });
}

void device::list_mailboxes() {
  list("mail", "accounts", [this](const json::object& data) {
    listing_ = listing::done;
    std::vector<std::string> rooms;
    for (const auto& account : data.at("accounts").as_array())
      rooms.push_back(fmt::format("mailbox:{}", std::string_view{account.at("id").as_string()}));
    if (!rooms.empty())
      subscribe(rooms);
  });
}

void device::list(std::string_view stream, std::string_view action,
                  std::function<void(const json::object&)> then) {
  main_->request(stream, action, {}, [=, this](const socket::answer& answer) {
    if (answer.how == end::ok) {
      then(answer.data.as_object());
    } else if (answer.how != end::lost) {
      around_.later(1s, [=, this] {
        if (main_ && main_->is_open())
          list(stream, action, then);
      });
    }
  });
}

void device::cut() {
  around_.record().fault("cut", {{"device", name_}});
  for (const auto& each : {main_, spare_})
    if (each)
      each->cut();
}

bool device::is_settled() const {
  return main_ && main_->is_open() && main_->is_idle() && (!spare_ || spare_->is_idle()) &&
         outbox_.empty() && subscribing_ == 0 && listing_ == listing::done;
}

// -- live view ----------------------------------------------------------------------------------

void device::subscribe(const std::vector<std::string>& rooms) {
  json::object positions;
  for (const auto& room : rooms) {
    const auto& [seq, log] = positions_[room];
    if (log.empty())
      positions[room] = seq;
    else
      positions[room] = json::object{{"seq", seq}, {"log", log}};
  }
  ++subscribing_;
  main_->request("rooms", "subscribe", {{"rooms", positions}},
                 [this, rooms](const socket::answer& answer) {
                   if (answer.how == end::lost)
                     return;
                   --subscribing_;
                   if (answer.how == end::ok)
                     return subscribed(answer.data.at("rooms").as_object());
                   around_.later(answer.retry + 1ms, [this, rooms, on = main_] {
                     if (on->is_open())
                       subscribe(rooms);
                   });
                 });
}

void device::subscribed(const json::object& outcomes) {
  std::vector<std::string> refused;
  for (const auto& [room, outcome] : outcomes) {
    const auto& fields = outcome.as_object();
    if (fields.contains("error")) {
      refused.emplace_back(room);
      continue;
    }
    auto& at = positions_[room];
    const auto from = fields.at("from").to_number<std::uint64_t>();
    at.log = fields.at("log").as_string();
    at.seq = fields.contains("reset") ? from : std::max(from, at.seq);
  }
  if (refused.empty())
    return;
  ++subscribing_;
  around_.later(500ms, [this, refused, on = main_] {
    if (!on->is_open())
      return;
    --subscribing_;
    subscribe(refused);
  });
}

void device::on_event(const json::object& payload) {
  const auto found = positions_.find(std::string{payload.at("room").as_string()});
  if (found != positions_.end())
    found->second.seq = std::max(found->second.seq, payload.at("seq").to_number<std::uint64_t>());
  if (payload.at("event") == "chat.added")
    discover(payload.at("data").at("chat").as_object());
}

void device::discover(const json::object& chat) {
  known_.emplace(chat.at("peer").at("id").as_string());
  const auto [at, is_new] = positions_.try_emplace(name_of(chat));
  if (is_new && main_->is_open())
    subscribe({at->first});
}

bool device::has_reached(const std::map<std::string, std::uint64_t>& heads) const {
  return std::ranges::all_of(heads, [this](const auto& head) {
    const auto found = positions_.find(head.first);
    return found != positions_.end() && found->second.seq >= head.second;
  });
}

// -- operations ---------------------------------------------------------------------------------

device::operation_ptr device::begin(std::string action, json::object parameters) {
  parameters["op"] = around_.chance().uuid();
  outbox_.push_back(
      std::make_shared<const operation>(operation{std::move(action), std::move(parameters)}));
  return outbox_.back();
}

void device::transmit(const std::shared_ptr<socket>& on, const operation_ptr& operation) {
  on->request("chats", operation->action, operation->parameters,
              [this, operation](const socket::answer& answer) {
                if (answer.how == end::lost)
                  return;
                if (answer.how == end::ok || (answer.how == end::refused && answer.retry == 0ms))
                  return settle(operation);
                around_.later(answer.retry, [this, operation] {
                  if (std::ranges::find(outbox_, operation) != outbox_.end() && main_)
                    transmit(main_, operation);
                });
              });
}

void device::settle(const operation_ptr& operation) {
  if (std::erase(outbox_, operation) == 0)
    return;
  settled_.push_back(operation);
  if (settled_.size() > remembered)
    settled_.erase(settled_.begin());
}

void device::open_dialog(const std::string& peer) {
  const auto operation = begin("dialog", {{"user", peer}});
  if (main_)
    transmit(main_, operation);
}

device::operation_ptr device::message(const std::string& chat) {
  const bool is_poison = around_.chance().chance(habits_.poison);
  return begin("send", {{"chat", chat},
                        {"text", fmt::format("{} of {}{}", ++messages_, name_,
                                             is_poison ? " is poison" : "")}});
}

std::string device::room_of(std::string_view kind) {
  std::vector<std::string> rooms;
  for (const auto& [room, at] : positions_)
    if (room.starts_with(kind))
      rooms.push_back(room);
  return rooms.empty() ? std::string{} : around_.chance().pick(rooms);
}

// -- what people do -----------------------------------------------------------------------------

void device::act() {
  if (!main_ || !main_->is_open() || outbox_.size() > window)
    return;
  if (around_.chance().chance(habits_.dialogs))
    return open_dialog(around_.chance().pick(peers_));
  if (habits_.mailboxes > 0 && around_.chance().chance(habits_.mailboxes))
    return read_mails();
  if (around_.chance().chance(habits_.reads))
    return around_.chance().chance(700) ? read_history() : mark_read();
  const auto turn = around_.chance().below(100);
  if (turn < 55)
    send();
  else if (turn < 70)
    race();
  else if (turn < 80)
    repeat();
  else if (turn < 94)
    resubscribe();
  else
    cut();
}

void device::send() {
  const auto room = chat();
  if (room.empty())
    return;
  for (auto count = around_.chance().between(1, habits_.burst); count > 0; --count)
    transmit(main_, message(id_of(room)));
}

void device::race() {
  const auto room = chat();
  if (room.empty())
    return;
  if (!spare_ || !spare_->is_open())
    spare_ = open();
  const auto copy = message(id_of(room));
  transmit(main_, copy);
  for (auto count = around_.chance().between(1, 3); count > 0; --count)
    transmit(spare_ && around_.chance().chance(600) ? spare_ : main_, copy);
}

void device::repeat() {
  if (!settled_.empty())
    transmit(main_, around_.chance().pick(settled_));
}

void device::read_history() {
  const auto room = chat();
  if (room.empty())
    return;
  for (auto count = around_.chance().between(1, 3); count > 0; --count) {
    const auto before =
        around_.chance().chance(600) ? 0 : around_.chance().below(positions_[room].seq + 1);
    main_->request("chats", "history",
                   {{"chat", id_of(room)},
                    {"before", before},
                    {"limit", around_.chance().pick(std::vector{1, 7, 50})}},
                   [](const auto&) {});
  }
}

void device::read_mails() {
  const auto room = room_of("mailbox:");
  if (!room.empty())
    main_->request("mail", "messages",
                   {{"account", id_of(room)},
                    {"before", ""},
                    {"limit", around_.chance().pick(std::vector{1, 7, 50})}},
                   [](const auto&) {});
}

void device::mark_read() {
  const auto room = chat();
  if (!room.empty())
    main_->request(
        "chats", "read",
        {{"chat", id_of(room)}, {"seq", around_.chance().below(positions_[room].seq + 1)}},
        [](const auto&) {});
}

void device::resubscribe() {
  const auto room = chat();
  if (room.empty())
    return;
  main_->request("rooms", "unsubscribe", {{"rooms", json::array{json::string{room}}}},
                 [](const auto&) {});
  subscribe({room});
}

} // namespace vestnik::simulation
