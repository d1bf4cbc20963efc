#include "tests/simulation/mail/mail_network.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vestnik::simulation {

void mail_network::add(const std::string& host, std::string account, std::size_t letters,
                       const mail_folder::habits& writers) {
  const auto made =
      folders_.try_emplace(host, std::move(account), around_.chance(), around_.record(), writers);
  made.first->second.arrive(letters);
}

void mail_network::heal() {
  rates_ = {};
  for (const auto& each : connections_)
    if (each.stream->session() != nullptr && each.stream->session()->is_silent())
      each.stream->break_off();
}

void mail_network::act() {
  auto& chance = around_.chance();
  auto& [host, folder] =
      *std::next(folders_.begin(), static_cast<std::ptrdiff_t>(chance.below(folders_.size())));
  if (chance.chance(rates_.renumber)) {
    // No session may go on with numbers that mean something else now (RFC 3501, 2.3.1.1).
    folder.renumber();
    for (const auto& each : connections_)
      if (each.host == host && each.stream->session() != nullptr)
        each.stream->break_off();
    return;
  }
  if (chance.chance(700))
    folder.arrive(chance.between(1, 4));
  else
    folder.expunge();
  tell_news(host);
}

bool mail_network::are_followed() const {
  return std::ranges::all_of(folders_, [this](const auto& folder) {
    return std::ranges::any_of(connections_, [&](const auto& each) {
      return each.host == folder.first && each.stream->session() != nullptr &&
             each.stream->session()->follows();
    });
  });
}

void mail_network::gather(mail_stream::moves& to) {
  for (const auto& each : connections_)
    each.stream->gather(to);
}

void mail_network::deliver(const void* gate) {
  for (const auto& each : connections_)
    if (each.gate == gate)
      each.stream->deliver();
}

void mail_network::lose_clients(const void* gate) {
  for (const auto& each : connections_)
    if (each.gate == gate)
      each.stream->lose_client();
}

std::shared_ptr<net::byte_stream>
mail_network::connect(const void* gate, const net::stream_target& target,
                      std::shared_ptr<net::byte_stream_handler> handler) {
  std::erase_if(connections_, [](const auto& each) { return each.stream->is_over(); });
  std::unique_ptr<mail_session> session;
  if (around_.chance().chance(rates_.unreachable))
    around_.record().fault("mail: unreachable", {{"host", target.host}});
  else
    session = std::make_unique<mail_session>(++sessions_, folders_.at(target.host), rates_,
                                             around_.chance(), around_.record(),
                                             [this, host = target.host] { tell_news(host); });
  connections_.push_back(
      {gate, target.host,
       std::make_shared<mail_stream>(std::move(handler), std::move(session), around_)});
  return connections_.back().stream;
}

void mail_network::tell_news(const std::string& host) {
  for (const auto& each : connections_)
    if (each.host == host && each.stream->session() != nullptr)
      each.stream->session()->tell_news();
}

} // namespace vestnik::simulation
