namespace MLNetBert.Encoder.Modules;

/// <summary>
/// The functions of torch.nn that need no arguments, value by value, in float64, with PyTorch's own defaults
/// (torch/nn/modules/activation.py, linear.py).
/// </summary>
internal static class Activation
{
    private static readonly Dictionary<string, Func<double, double>> Functions = new(StringComparer.Ordinal)
    {
        ["Identity"] = x => x,
        ["Tanh"] = Math.Tanh,
        ["Sigmoid"] = Sigmoid,
        ["LogSigmoid"] = x => -Softplus(-x),
        ["ReLU"] = x => x > 0 || double.IsNaN(x) ? x : 0,
        ["ReLU6"] = x => Math.Clamp(x, 0, 6),
        ["LeakyReLU"] = x => x > 0 ? x : 0.01 * x,
        ["ELU"] = x => x > 0 ? x : ExpMinus1(x),
        ["CELU"] = x => x > 0 ? x : ExpMinus1(x),
        ["SELU"] = x => 1.0507009873554804934193349852946 * (x > 0 ? x : 1.6732632423543772848170429916717 * ExpMinus1(x)),
        ["GELU"] = x => x / 2 * (1 + Erf(x / Math.Sqrt(2))),
        ["SiLU"] = x => x * Sigmoid(x),
        ["Mish"] = x => x * Math.Tanh(Softplus(x)),
        ["Softplus"] = x => x > 20 ? x : Softplus(x),
        ["Softsign"] = x => x / (1 + Math.Abs(x)),
        ["Tanhshrink"] = x => x - Math.Tanh(x),
        ["Hardtanh"] = x => Math.Clamp(x, -1, 1),
        ["Hardsigmoid"] = x => Math.Clamp(x + 3, 0, 6) / 6,
        ["Hardswish"] = x => x * Math.Clamp(x + 3, 0, 6) / 6,
        ["Hardshrink"] = x => Math.Abs(x) <= 0.5 ? 0 : x,
        ["Softshrink"] = x => x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : double.IsNaN(x) ? x : 0,
    };

    /// <summary>The names that are known.</summary>
    public static IEnumerable<string> Names => Functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The function of a class's full name, such as torch.nn.modules.activation.Tanh; null if it is none of these.</summary>
    public static Func<double, double>? Find(string fullName)
    {
        int dot = fullName.LastIndexOf('.') + 1;
        return fullName[..dot] is "torch.nn." or "torch.nn.modules." or "torch.nn.modules.activation." or "torch.nn.modules.linear." ? Functions.GetValueOrDefault(fullName[dot..]) : null;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + LogPlus1(Math.Exp(-Math.Abs(x)));

    private static double LogPlus1(double x) => x < 1e-5 ? x - (x * x / 2) : Math.Log(1 + x);

    private static double ExpMinus1(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1;

    /// <summary>The error function: exp(-x^2) times a series whose terms are all positive, so that nothing cancels.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6 || double.IsNaN(x))
            return double.IsNaN(x) ? x : Math.Sign(x);
        double sum = 0;
        for (double term = x, n = 1; sum + term != sum; term *= 2 * x * x / n)
        {
            sum += term;
            n += 2;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
