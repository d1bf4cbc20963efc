#include "storage/mail_columns.hpp"

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

namespace vestnik::model {

BOOST_DESCRIBE_STRUCT(mail_address, (), (name, address))
BOOST_DESCRIBE_STRUCT(mail_attachment, (), (name, type, size, content_id))

} // namespace vestnik::model

namespace vestnik::storage {

namespace {

template <class Item>
model::result<std::vector<Item>> to_list(std::string_view column) {
  boost::json::error_code failed;
  const auto json = boost::json::parse(column, failed);
  if (!failed)
    if (auto list = boost::json::try_value_to<std::vector<Item>>(json))
      return std::move(*list);
  return model::error{model::ec::internal, "a stored list of a mail cannot be read"};
}

} // namespace

std::string to_column(const std::vector<model::mail_address>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

std::string to_column(const std::vector<model::mail_attachment>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

std::string to_column(const std::vector<std::string>& list) {
  return boost::json::serialize(boost::json::value_from(list));
}

model::result<std::vector<model::mail_address>> to_addresses(std::string_view column) {
  return to_list<model::mail_address>(column);
}

model::result<std::vector<model::mail_attachment>> to_attachments(std::string_view column) {
  return to_list<model::mail_attachment>(column);
}

model::result<std::vector<std::string>> to_strings(std::string_view column) {
  return to_list<std::string>(column);
}

} // namespace vestnik::storage
