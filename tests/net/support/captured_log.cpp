#include "tests/net/support/captured_log.hpp"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace vestnik::net::test {

namespace {

class calling_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit calling_sink(std::function<void(std::string)> call)
      : call_(std::move(call)) {}

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    call_({message.payload.data(), message.payload.size()});
  }
  void flush_() override {}

  std::function<void(std::string)> call_;
};

} // namespace

captured_log::captured_log()
    : before_(spdlog::default_logger()) {
  auto log = std::make_shared<spdlog::logger>(
      "captured", std::make_shared<calling_sink>([this](std::string line) {
        const std::lock_guard lock{mutex_};
        lines_.push_back(std::move(line));
        changed_.notify_all();
      }));
  log->set_level(spdlog::level::debug);
  spdlog::set_default_logger(std::move(log));
}

captured_log::~captured_log() { spdlog::set_default_logger(before_); }

std::vector<std::string> captured_log::wait_lines(const std::string& beginning, std::size_t count) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_for(lock, std::chrono::seconds{10},
                         [&] { return matching(beginning).size() >= count; }))
    throw std::runtime_error("waited ten seconds for the log");
  return matching(beginning);
}

std::vector<std::string> captured_log::matching(const std::string& beginning) const {
  std::vector<std::string> out;
  std::ranges::copy_if(lines_, std::back_inserter(out),
                       [&](const std::string& line) { return line.starts_with(beginning); });
  return out;
}

} // namespace vestnik::net::test
