#pragma once

#include "models/session/session.h"
#include "ui/wall/codeturn.h"
#include "ui/wall/drill.h"
#include "ui/wall/tilepages.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

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
    /// What is shown and what counts, from now on. Where other servers are shown than before, the last hour begins anew.
    void setScope(Scope scope);
    [[nodiscard]] const Scope& scope() const noexcept { return m_scope; }
    /// In another theme than the program's; nothing: in the same.
    void setTheme(std::optional<common::ThemeKind> theme);
    [[nodiscard]] const common::Theme& theme() const;
    void setZone(common::Zone zone);
    /// How long a page stays.
    void setDwell(base::Duration dwell);
    /// Live at first. A drill looks like the truth but for its border and its word.
    void setStanding(Standing standing);
    /// Something that whoever looks has to know of the wall itself; beside how old the data is. Goes through the gateway.
    void setNote(const QString& note);
    /// Where the steps of a QR code come from that has no URL.
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);

    /// What would be painted now.
    [[nodiscard]] const Scene& scene() const noexcept { return m_scene; }
    [[nodiscard]] const TileField& field() const noexcept { return m_tiles.field(); }
    /// What it lists now, and out of which snapshot; null while it shows nothing.
    [[nodiscard]] const WorstList& worst() const noexcept { return m_worst; }
    [[nodiscard]] const fleet::SnapshotPtr& listed() const noexcept { return m_listed; }
    /// Composes anew from what is known now.
    void compose();
    /// Half a second has passed: what takes turns goes on, and everything is composed and painted anew.
    void beat();
    /// Without a timer beats whoever has a clock of its own.
    void stopTimer() { m_timer.stop(); }

Q_SIGNALS:
    /// After each real paint: whoever watches over the program knows that it lives.
    void painted();
    /// A key was pressed: somebody is here. There is nothing else that it does.
    void touched();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void take(const fleet::SnapshotPtr& snapshot);
    [[nodiscard]] QPointF shift() const;
    void composeWaiting(Composer& composer);
    void narrow();
    [[nodiscard]] workstation::FleetTotals totals(base::Timestamp now) const;
    void composeStanding(Composer& composer);
    [[nodiscard]] WorstList worstNow(const Moment& moment) const;
    void composeParts(Composer& composer, const Moment& moment);

    Scope m_scope;
    Narrowing m_narrowing;
    TilePages m_tiles;
    Counted m_counted;
    Trend m_trend;
    FirstOut m_firstOut;
    fleet::Vantages m_vantages;                 ///< grouped by server
    fleet::Acknowledgements m_acknowledgements; ///< in m_snapshot
    common::ExporterNames m_exporters;
    fleet::SnapshotPtr m_whole;
    fleet::SnapshotPtr m_snapshot; ///< what the scope lets through of it
    QPointer<session::Session> m_session;
    std::optional<common::ThemeKind> m_theme;
    common::Zone m_zone = common::Zone::Local;
    Standing m_standing = Standing::Live;
    QString m_note;
    WorstList m_worst;
    fleet::SnapshotPtr m_listed;
    CodeTurn m_code;
    QTimer m_timer;
    std::uint64_t m_beat = 0;
    std::uint64_t m_dwell = 16; ///< beats
    Scene m_scene;
};

} // namespace checkwatch::wall
