#pragma once

#include "ui/common/format.h"
#include "ui/workstation/fleetlookup.h"

#include <QScrollArea>

#include <utility>
#include <vector>

class QGridLayout;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::workstation {

/// The Server tab: everything the data says about one server. GUI thread.
class ServerFacts : public QScrollArea
{
    Q_OBJECT

public:
    explicit ServerFacts(QWidget* parent = nullptr);

    void setServer(const Found& found, base::Timestamp now, common::Zone zone);
    void clear();

private:
    using Facts = std::vector<std::pair<QString, QString>>;
    void show(const Facts& facts);

    QGridLayout* m_grid;
    std::vector<std::pair<common::PlainLabel*, common::PlainLabel*>> m_rows;
};

} // namespace checkwatch::workstation
