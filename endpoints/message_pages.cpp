#include "endpoints/message_pages.hpp"

#include "model/values/fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

namespace json = boost::json;

/// How far back one can count; what is older is for `history`, which needs no counting.
constexpr std::uint64_t deepest = 1'000;

/// Messages of one answer.
constexpr std::uint64_t most_messages = 200;

/// Of one page of the chat's history.
constexpr auto history_page = model::page_size.most;

/// Octets of one answer: well below what a connection may have waiting.
constexpr std::size_t answer_bytes = 512 * 1024;

/// Frames that may wait for their answers.
constexpr std::size_t most_waiting = 16;
/// When more may be asked, as the answers are on their way.
constexpr std::chrono::seconds pages_retry{1};

} // namespace

message_pages::message_pages(connection& at)
    : at_{at}
    , chat_{model::parse_id(at.capture("chat"), "chat").value()} {}

void message_pages::receive(frame_kind kind, std::string_view payload) {
  if (waiting_.size() >= most_waiting)
    throw model::error{
        model::ec::too_many, "too many requests wait for their answers", {}, pages_retry};
  const auto read_frame = [&]() -> model::result<stretch> {
    if (kind == frame_kind::binary)
      return model::error{model::ec::malformed, "frames are text, not binary"};
    const auto said = model::parse_json(payload);
    if (!said)
      return said.error();
    const auto* object = said->if_object();
    if (!object)
      return model::error{model::ec::malformed, "a frame is a JSON object"};
    model::fields in{*object};
    const stretch wanted{in.number("quantity_start", {0, deepest - 1}),
                         in.number("quantity_finish", {1, deepest})};
    if (wanted.finish <= wanted.start || wanted.finish - wanted.start > most_messages)
      in.refuse("quantity_finish", "quantity_finish must be 1 to 200 above quantity_start");
    if (auto problem = in.problem())
      return std::move(*problem);
    return wanted;
  };
  waiting_.push_back(read_frame());
  if (waiting_.size() == 1)
    serve();
}

void message_pages::serve() {
  while (!waiting_.empty() && !waiting_.front()) {
    at_.refuse(waiting_.front().error());
    waiting_.pop_front();
  }
  if (waiting_.empty())
    return;
  seen_ = 0;
  found_.clear();
  read(0);
}

void message_pages::read(std::uint64_t before) {
  model::read_history page;
  page.before = before;
  page.limit = static_cast<std::uint32_t>(std::min(history_page, waiting_.front()->finish - seen_));
  at_.layer().command({at_.facts().identity.user, model::room_of(chat_), "", page},
                      at_.guarded([this](const model::result<model::json_text>& answer) {
                        if (answer)
                          take(*answer);
                        else
                          end_with(answer);
                      }));
}

void message_pages::take(const model::json_text& page) {
  const auto data = json::parse(page.text);
  const auto& messages = data.at("messages").as_array();
  const auto [start, finish] = *waiting_.front();
  for (const auto& message : messages) {
    if (seen_ >= start && seen_ < finish)
      found_ += (found_.empty() ? "" : ",") + json::serialize(message);
    ++seen_;
  }
  if (found_.size() > answer_bytes)
    return end_with(model::error{model::ec::too_large,
                                 "these messages are too long for one answer: ask for fewer",
                                 "quantity_finish"});
  if (seen_ < finish && !messages.empty() && data.at("more").as_bool())
    read(messages.back().at("seq").to_number<std::uint64_t>());
  else
    end_with(model::json_text{'[' + found_ + ']'});
}

void message_pages::end_with(const model::result<model::json_text>& answer) {
  if (answer)
    at_.send(*answer);
  else
    at_.refuse(answer.error());
  waiting_.pop_front();
  serve();
}

} // namespace vestnik::endpoints
