#pragma once

#include "models/items/eventlistmodel.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"
#include "ui/common/glyphs.h"

#include <QListView>

namespace checkwatch::workstation {

/// An event in words, through the gateway.
struct EventText
{
    common::Glyph glyph = common::Glyph::None;
    common::Role colour = common::Role::Muted;
    QString what; ///< "app / web-03 on lb-01: UP → DOWN"
    QString detail;
};
[[nodiscard]] EventText textOf(const fleet::Event& event, const common::ExporterNames& names);
/// The same on one line with its time, to be read aloud.
[[nodiscard]] QString spokenOf(const fleet::Event& event, const common::ExporterNames& names, common::Zone zone);
/// All of it, for a tooltip.
[[nodiscard]] QString tipOf(const fleet::Event& event, const common::ExporterNames& names, common::Zone zone);

class EventDelegate;

/// The Timeline tab: what happened, newest first; to one server, or to everything. GUI thread.
class TimelineView : public QListView
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    [[nodiscard]] items::EventListModel& model() { return *m_model; }
    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    void setZone(common::Zone zone);

Q_SIGNALS:
    void serverActivated(checkwatch::fleet::ServerId server);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    items::EventListModel* m_model; ///< a child
    EventDelegate* m_delegate;      ///< a child
};

} // namespace checkwatch::workstation
