#pragma once

#include "models/session/session.h"
#include "ui/wall/codeturn.h"
#include "ui/wall/tilefield.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>

namespace checkwatch::wall {

/// The wall: one screen that several people read from a distance and nobody touches. It paints everything itself; there is
/// nothing in it to click. Follows a session; GUI thread.
class WallView : public QWidget
{
    Q_OBJECT

public:
    explicit WallView(Grouping grouping = Grouping::Haproxy, QWidget* parent = nullptr);

    /// Null: waits. Does not take ownership.
    void setSession(session::Session* session);
    void setZone(common::Zone zone);
    /// How long a page stays.
    void setDwell(base::Duration dwell);
    /// Where the steps of a QR code come from that has no URL.
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);

    /// What would be painted now.
    [[nodiscard]] const Scene& scene() const noexcept { return m_scene; }
    [[nodiscard]] const TileField& field() const noexcept { return m_field; }
    /// Composes anew from what is known now.
    void compose();

Q_SIGNALS:
    /// After each real paint: whoever watches over the program knows that it lives.
    void painted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void take(const fleet::SnapshotPtr& snapshot);
    void tick();
    [[nodiscard]] QPointF shift() const;
    void composeWaiting(Composer& composer);
    [[nodiscard]] WorstList worstNow(const Moment& moment) const;
    void composeParts(Composer& composer, const Moment& moment);

    TileField m_field;
    Trend m_trend;
    FirstOut m_firstOut;
    fleet::Vantages m_vantages;                 ///< grouped by server
    fleet::Acknowledgements m_acknowledgements; ///< in m_snapshot
    common::ExporterNames m_exporters;
    fleet::SnapshotPtr m_snapshot;
    QPointer<session::Session> m_session;
    common::Zone m_zone = common::Zone::Local;
    CodeTurn m_code;
    QTimer m_timer;
    std::uint64_t m_beat = 0;
    std::uint64_t m_dwell = 16; ///< beats
    Scene m_scene;
};

} // namespace checkwatch::wall
