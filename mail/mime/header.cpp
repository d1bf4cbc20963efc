#include "mail/mime/header.hpp"

#include "mail/mime/encoded_word.hpp"
#include "mail/mime/gobject_ptr.hpp"
#include "model/values/utf8.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace vestnik::mail {

namespace {

constexpr std::size_t most_message_ids = 100;
constexpr int deepest_group = 8;

/// Without folding and outer blanks.
std::string one_line(std::string_view text) {
  auto result = model::to_valid_utf8(text);
  std::erase_if(result, [](char c) { return c == '\r' || c == '\n'; });
  std::ranges::replace(result, '\t', ' ');
  result.erase(0, std::min(result.find_first_not_of(' '), result.size()));
  result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

void add_addresses(std::vector<model::mail_address>& into, InternetAddressList* list, int depth) {
  const int count = internet_address_list_length(list);
  for (int i = 0; i < count; ++i) {
    auto* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address) && depth < deepest_group) {
      add_addresses(into, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)),
                    depth + 1);
    } else if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
      const auto* name = internet_address_get_name(address);
      const auto* mailbox = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
      into.push_back(
          {one_line(name != nullptr ? name : ""), one_line(mailbox != nullptr ? mailbox : "")});
    }
  }
}

} // namespace

std::string decode_text(std::string_view raw) { return one_line(decode_encoded_words(raw)); }

std::vector<model::mail_address> decode_addresses(std::string_view raw) {
  std::vector<model::mail_address> result;
  const auto text = rewrite_encoded_words(raw);
  const gobject_ptr<InternetAddressList> list{
      internet_address_list_parse(gmime_options(), text.c_str())};
  if (list)
    add_addresses(result, list.get(), 0);
  return result;
}

model::timestamp decode_date(std::string_view raw) {
  const std::string text{raw};
  auto* date = g_mime_utils_header_decode_date(text.c_str());
  if (date == nullptr)
    return {};
  const std::chrono::seconds since{g_date_time_to_unix(date)};
  g_date_time_unref(date);
  return model::timestamp{since};
}

std::vector<std::string> decode_message_ids(std::string_view raw) {
  std::vector<std::string> result;
  const std::string text{raw};
  auto* ids = g_mime_references_parse(gmime_options(), text.c_str());
  const int count = g_mime_references_length(ids);
  for (int i = 0; i < count && result.size() < most_message_ids; ++i)
    result.push_back(one_line(g_mime_references_get_message_id(ids, i)));
  g_mime_references_free(ids);
  return result;
}

} // namespace vestnik::mail
