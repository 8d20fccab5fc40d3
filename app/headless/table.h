#pragma once

#include "app/headless/streams.h"

#include <string>
#include <vector>

namespace checkwatch::app {

/// Rows of text in aligned columns, two spaces apart: the first column to the left, the others to the right. What a terminal
/// would obey in the cells becomes "?".
class Table
{
public:
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    void say(const Streams& streams) const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace checkwatch::app
