using System.Reflection;
using System.Reflection.Emit;

namespace MLNetBert.Tests;

/// <summary>Calls all public members of an object by reflection, so that none can be forgotten.</summary>
internal static class PublicMembers
{
    /// <summary>The members that do not throw an <see cref="ObjectDisposedException"/> of the given name; those of <see cref="object"/> and Dispose are left out.</summary>
    /// <param name="target">The object.</param>
    /// <param name="name">The full name of the type that the exception has to name.</param>
    /// <param name="arguments">What to pass: the first that a parameter takes, else the default; spans are empty.</param>
    public static string[] StillUsable(object target, string name, params object[] arguments) =>
        [.. Of(target.GetType()).Where(method => Call(target, method, arguments)?.ObjectName != name).Select(method => method.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The exported classes of an assembly that can be disposed of.</summary>
    public static string[] Disposable(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IDisposable))).Select(type => type.Name).Order(StringComparer.Ordinal)];

    private static IEnumerable<MethodInfo> Of(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Where(method => method.GetBaseDefinition().DeclaringType != typeof(object) && method.Name is not nameof(IDisposable.Dispose) and not nameof(IAsyncDisposable.DisposeAsync))
        .Select(method => method.IsGenericMethodDefinition ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(string))]) : method);

    private static ObjectDisposedException? Call(object target, MethodInfo method, object[] arguments)
    {
        try
        {
            object?[] given = [.. method.GetParameters().Select(parameter => arguments.FirstOrDefault(parameter.ParameterType.IsInstanceOfType))];
            if (Caller(method, given)(target, given) is Task task)
                task.GetAwaiter().GetResult();
            return null;
        }
        catch (ObjectDisposedException e)
        {
            return e;
        }
    }

    /// <summary>Reflection cannot pass spans, so the call is written out: they are empty.</summary>
    private static Func<object, object?[], object?> Caller(MethodInfo method, object?[] given)
    {
        DynamicMethod caller = new(method.Name, typeof(object), [typeof(object), typeof(object?[])], typeof(PublicMembers).Module, skipVisibility: true);
        ILGenerator il = caller.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsValueType && given[parameter.Position] == null)
            {
                LocalBuilder value = il.DeclareLocal(parameter.ParameterType);
                il.Emit(OpCodes.Ldloca, value);
                il.Emit(OpCodes.Initobj, parameter.ParameterType);
                il.Emit(OpCodes.Ldloc, value);
                continue;
            }

            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, parameter.Position);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Unbox_Any, parameter.ParameterType);
        }

        il.Emit(OpCodes.Callvirt, method);
        if (!method.ReturnType.IsAssignableTo(typeof(Task)))
        {
            if (method.ReturnType != typeof(void))
                il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldnull);
        }

        il.Emit(OpCodes.Ret);
        return caller.CreateDelegate<Func<object, object?[], object?>>();
    }
}
