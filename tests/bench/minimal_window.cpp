#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QMainWindow>
#include <QTimer>

// The least that a program with a Qt Charts window can be: what startup_bench compares Checkwatch's start with.
int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    auto* line = new QLineSeries;
    for (int x = 0; x < 600; ++x) {
        line->append(x, x % 60);
    }
    auto* view = new QChartView;
    view->chart()->addSeries(line);
    view->chart()->createDefaultAxes();
    window.setCentralWidget(view);
    window.resize(1280, 800);
    window.show();
    QTimer::singleShot(0, &window, [&window] {
        const bool saved = window.grab().save(QCoreApplication::arguments().at(1));
        QCoreApplication::exit(saved ? 0 : 2);
    });
    return QApplication::exec();
}
